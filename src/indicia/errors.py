"""Every error that Indicia raises on purpose.

::

    IndiciaError                 anything below; a message says what was done to what, what was
    |                            found, and what the user can do
    +-- UsageError               wrong use of a command or function          exit 2
    |   +-- SettingsError        case.toml, a lexicon or a brief is not valid
    |   +-- BadInput             a file given to a plain-file command is not what it must be
    +-- CaseError                the case folder cannot be used              exit 4
    |   +-- NotACase
    |   +-- CaseLocked           another run holds the lock
    |   +-- StorageError         no space, no rights, network file system
    |   +-- NewerCase            a newer version of Indicia wrote the log
    +-- CustodyError             log or objects are damaged                  exit 1
    +-- SourceUnreachable        a page or host could not be fetched         exit 3
    |   +-- AddressRefused       private, loopback or metadata address
    +-- GateStopped              an update failed the gate                   exit 1
    +-- BriefError               a citation does not resolve                 exit 1
    +-- AssetMissing             set-up has not installed what is needed     exit 4

Bad *material* is not an exception: readers give what they could keep and a list of faults.
"""

from __future__ import annotations


class IndiciaError(Exception):
    """Root of the tree. ``exit_code`` is what a command ends with."""

    exit_code = 4


class UsageError(IndiciaError):
    """A command or function was used wrongly."""

    exit_code = 2


class SettingsError(UsageError):
    """A settings file (case.toml, lexicon, brief) is not valid; the message names file and line."""


class BadInput(UsageError):
    """A plain file given to a stage is not what the stage takes; names file, line, remedy."""


class CaseError(IndiciaError):
    """The case folder cannot be used."""


class NotACase(CaseError):
    """The folder holds no case.toml and log."""


class CaseLocked(CaseError):
    """Another process holds the run lock."""


class StorageError(CaseError):
    """The disk, the rights or the file system do not allow what was asked."""


class NewerCase(CaseError):
    """The log holds lines of a later format than this version knows."""


class CustodyError(IndiciaError):
    """Objects or log are damaged; only ``indicia verify`` goes on."""

    exit_code = 1


class SourceUnreachable(IndiciaError):
    """A source outside could not be reached."""

    exit_code = 3


class AddressRefused(SourceUnreachable):
    """The address is private, loopback, link-local or a metadata service."""


class GateStopped(IndiciaError):
    """An update was stopped by the gate; ``args[1:]`` are the findings, one line each."""

    exit_code = 1

    def __str__(self) -> str:
        return "\n".join(str(argument) for argument in (*self.args[:1], *self.args[2:]))


class BriefError(IndiciaError):
    """A sentence's citation does not resolve or says more than its evidence."""

    exit_code = 1


class AssetMissing(IndiciaError):
    """Something that set-up installs is not there."""
