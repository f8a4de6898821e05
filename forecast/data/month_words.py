"""Names of months as files write them, in the languages of statistics offices."""

from __future__ import annotations

__all__ = ["month_of"]


def _month_key(word: str) -> str:
    """Return the name of a month in small letters, the Turkish i with and without its dot as one."""
    return word.replace("İ", "i").lower().replace("ı", "i")


_MONTH_WORDS = {
    _month_key(word): number
    for number, words in enumerate(
        (
            "jan januar january januari janvier enero ene janeiro январь января янв gennaio ocak styczeń",
            "feb februar february februari février fevrier febrero fevereiro fev февраль февраля фев febbraio şubat",
            "mar märz mrz march maart mars marzo março март марта мар mart marzec",
            "apr april avril abril abr апрель апреля апр aprile nisan kwiecień",
            "may mai mei mayo maio май мая maggio mayıs maj",
            "jun juni june juin junio junho июнь июня июн giugno haziran czerwiec",
            "jul juli july juillet julio julho июль июля июл luglio temmuz lipiec",
            "aug august augustus août aout agosto ago август августа авг ağustos sierpień",
            "sep sept september septembre septiembre setembro set сентябрь сентября сен settembre eylül wrzesień",
            "oct okt october oktober octobre octubre outubro out октябрь октября окт ottobre ekim październik",
            "nov november novembre noviembre novembro ноябрь ноября ноя kasım listopad",
            "dec dez december dezember décembre decembre diciembre dic dezembro декабрь декабря дек dicembre aralık",
        ),
        start=1,
    )
    for word in words.split()
}


def month_of(word: str) -> int | None:
    """Return the month that a word names; None for other words.

    Examples
    --------
    >>> month_of("MAYIS"), month_of("Sept"), month_of("soon")
    (5, 9, None)
    """
    return _MONTH_WORDS.get(_month_key(word))
