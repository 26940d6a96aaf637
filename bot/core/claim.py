"""Who a mail says it speaks for: the one SIRET in it that is not ours, else the contact's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from bot.core.invoice import ClaimedSupplier
from bot.core.mention import Mention, MentionKind, Source
from bot.core.siret import is_siren, is_siret, siren_of, siren_of_vat

_WRITTEN_NOW = (Source.SUBJECT, Source.FRESH)


def claimed_supplier(
    mentions: Sequence[Mention],
    own_sirets: Collection[str],
    contact_sirets: Sequence[str],
    own_siren: str = "",
    neighbour_sirens: Collection[str] = (),
) -> ClaimedSupplier:
    """The supplier of a mail with these mentions, from an address that staff tied to `contact_sirets`.

    A SIRET of ours, or one that shares a SIREN of ours or of a neighbour body, is never the supplier's (a town
    publishes many and suppliers paste them). What the sender wrote now counts before history. Two SIRETs are
    ambiguous. A SIREN or VAT number narrows the contact's suppliers; when it fits none of them the
    mail speaks for somebody else and the contact does not count.
    """
    ours = {siren_of(siret) for siret in own_sirets} | ({own_siren} if own_siren else set())
    ours |= set(neighbour_sirens)
    sirets = _nearest(mentions, _siret, ours)
    sirens = _nearest(mentions, _siren, ours)
    if sirets:
        return ClaimedSupplier(sirets, _only({siren_of(siret) for siret in sirets}), "mail")
    siren = _only(set(sirens))
    contact = tuple(dict.fromkeys(siret for siret in contact_sirets if not siren or siren_of(siret) == siren))
    if contact:
        return ClaimedSupplier(contact, siren or _only({siren_of(siret) for siret in contact}), "contact")
    return ClaimedSupplier((), siren, "mail" if siren else "")


def _nearest(mentions: Sequence[Mention], read: Callable[[Mention], str], ours: Collection[str]) -> tuple[str, ...]:
    """What `read` finds in subject and fresh text, else elsewhere, each once, never ours."""
    now, elsewhere = dict[str, None](), dict[str, None]()
    for mention in mentions:
        value = read(mention)
        if value and siren_of(value) not in ours:
            (now if mention.source in _WRITTEN_NOW else elsewhere)[value] = None
    return tuple(now or elsewhere)


def _siret(mention: Mention) -> str:
    return mention.value if mention.kind is MentionKind.SIRET and is_siret(mention.value) else ""


def _siren(mention: Mention) -> str:
    if mention.kind is MentionKind.SIREN and is_siren(mention.value):
        return mention.value
    return siren_of_vat(mention.value) if mention.kind is MentionKind.VAT else ""


def _only(values: set[str]) -> str:
    return values.pop() if len(values) == 1 else ""
