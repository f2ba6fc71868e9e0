// In the field of a band a digit chooses the word of likelihood that has this number on the page.
(() => {
  "use strict";
  const words = [...document.querySelectorAll("#bands option")].map((option) => option.value);
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest('input[list="bands"]');
    if (!field || event.ctrlKey || event.metaKey || event.altKey) return;
    // Numbers such as 0.3,0.4,0.5 are typed into the same field: only an empty or chosen word gives way.
    if (field.value !== "" && !words.includes(field.value)) return;
    const word = words[Number(event.key) - 1];
    if (!word) return;
    event.preventDefault();
    field.value = word;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
