"""What mail servers and absent people write in other languages than French and English.

Everything here reads folded text; what is written with other letters is folded as the mails are (`fold` takes the
marks off Japanese letters too). As in `auto_phrases`, a phrase of a body counts only where nobody asks anything.
"""

from __future__ import annotations

import re

from bot.core.flat_text import fold

_MAIL_ES = r"(?:mensaje|correo|solicitud|consulta)"
_MAIL_IT = r"(?:messaggio|richiesta|e-?mail|mail)"
_MAIL_DE = r"(?:nachricht|anfrage|e-?mail|mail)"

# Goods too come late or not at all: where the word alone does not say « mail », the sign of a machine's subject must follow.
_UNDELIVERED_SUBJECT = re.compile(
    r"unzustellbar|nicht zu(?:stellbar|gestellt)\s?:|(?:mail)?zustellung (?:fehlgeschlagen|verzogert)|benachrichtigung (?:zum|uber den) (?:ubermittlungs|zustellungs?)status"
    r"|mancato recapito|mancata consegna(?:$| ?[:(]| del messaggio)|recapito (?:fallito|non riuscito|ritardato)|notifica di mancat|non recapitabile|impossibile recapitare"
    r"|onbestelbaar|niet (?:bezorgd|afgeleverd)\s?:|levering mislukt(?:$| ?:)"
    r"|no se (?:puede|pudo) entregar|notificacion de estado de (?:la )?entrega|correo (?:devuelto|no entregado)|mensaje (?:no entregado|devuelto)"
    r"|notificacao de status de entrega|nao e possivel entregar|mensagem (?:nao entregue|devolvida)"
    r"|k(?:an|unde) inte levereras|k(?:an|unne) ikke leveres|ikke lever(?:et|t)\s?:|ei toimitettavissa|niedostarczaln|nedorucitelne|kezbesithetetlen|imposibil de livrat|"
    + fold("не удается доставить|не доставлено|недоставленн|отчет о доставке")
    + "|"
    + fold(
        "配信不能|メールエラー通知|(?:メッセージ|メール)(?:を|は|が)?(?:配信|送信|配達)(?:でき|に失敗)|无法投递|退信|未送达"
    )
)
_UNDELIVERED_TEXT = re.compile(
    rf"ihre {_MAIL_DE}[^.]{{0,100}}(?:konnte nicht|nicht zugestellt)|non e stato (?:possibile )?(?:recapita|consegna)|impossibile recapitare"
    r"|no se (?:pudo|ha podido) entregar|kan niet worden (?:bezorgd|afgeleverd)|kon(?:den)? niet worden (?:bezorgd|afgeleverd)"
    r"|nao (?:foi|pode ser) (?:possivel )?entregu?e|"
    + fold(
        "(?:送信|配信|配達)できませんでした|送信に失敗しました|не удалось доставить|не было доставлено|无法投递|未能送达"
    )
)
_AWAY_SUBJECT = re.compile(
    r"automatische antwort|auto-?antwort|abwesenheits(?:notiz|nachricht|meldung|benachrichtigung|assistent|agent)|abwesenheit(?:$| ?[:(]| (?:bis|vom|ab)\b)"
    r"|abwesend(?:$| ?[:(]| (?:bis|vom|ab)\b)|auser haus|nicht im buro"
    r"|risposta automatica|fuori (?:sede|ufficio)|assen(?:te|za)(?:$| ?[:(]| dall'ufficio| fino)|messaggio di assenza"
    r"|respuesta automatica|fuera de (?:la )?oficina|ausencia(?: temporal)?(?:$| ?[:(])|acuse de recibo automatico"
    r"|automatis(?:che|ch) antwoord|afwezig(?:heids\w+)?(?:$| ?[:(]| (?:tot|van)\b)|niet aanwezig(?:$| ?[:(])"
    r"|resposta automatica|ausencia temporaria|ausente(?:$| ?[:(])"
    r"|automatiskt? svar|autosvar\b|automaattinen vastaus|odpowiedz automatyczna|automaticka odpoved|automatikus valasz|raspuns automat|"
    + fold("автоматический ответ|автоответ|[【\\[]?自動(?:応答|返信|送信)|不在(?:通知|のお知らせ)|自动(?:答复|回复)")
)
_AWAY_TEXT = re.compile(
    r"\bich (?:bin|befinde mich)\b.{0,70}?(?:nicht im (?:buro|haus)|abwesend|im urlaub|auser haus|nicht erreichbar|auf dienstreise|in (?:elternzeit|mutterschutz))|\bbin ich (?:nicht erreichbar|abwesend|im urlaub)"
    r"|(?:bin ich|ich bin)\b.{0,40}? wieder (?:im buro|erreichbar|zuruck|(?:fur sie )?da\b)|wir (?:haben|machen) (?:\S+ ){0,8}betriebs(?:ferien|urlaub)|unser (?:buro|unternehmen) ist\b.{0,40}geschlossen"
    r"|\b(?:esto?y|estare|me encuentro|me encontrare) (?:actualmente )?(?:fuera de la oficina|de vacaciones|ausente|de baja|de viaje)|\bestoy disfrutando de|\boficina cerrada por|(?:nuestras? oficinas?|nuestra empresa) (?:esta|estara|permanece|permanecera)n? cerrad"
    r"|no estare disponible"
    r"|(?:i nostri uffici|l'ufficio) (?:sono|sara|saranno|rimarra|rimarranno|restera|resteranno|e) chius|\b(?:sono|saro) (?:attualmente )?(?:fuori (?:ufficio|sede)|assente|in (?:ferie|maternita|malattia|trasferta))|\bnon sono in ufficio|\bsiamo chiusi per"
    r"|(?:ditta|azienda|societa|studio) (?:e|sara|rimarra|restera) chius\w+ per"
    r"|\bik ben\b[^.]{0,50}(?:afwezig|(?:met|op) (?:vakantie|verlof)|met \w+verlof|niet (?:aanwezig|op kantoor))|\bben ik (?:momenteel )?(?:afwezig|met (?:vakantie|verlof)|niet op kantoor|weer bereikbaar)|(?:ons kantoor|wij) (?:is|zijn) gesloten|zijn wij gesloten|\bik werk niet op"
    r"|\b(?:estou|estarei|encontro-me) (?:ausente|de ferias|fora do escritorio)"
    r"|\b(?:jestem|bede) (?:obecnie )?(?:na urlopie|nieobecn\w+|poza biurem)|\bj(?:ag|eg) [ae]r (?:pa (?:semester|ferie)|franvarande|bortrest|fravaerende)|"
    + fold(
        "休暇(?:をいただ|を取得して|を頂|中のため|中につき)|不在(?:にしており|のため|となり)|出張中のため|外出しております|席を外して|休業のお知らせ|自動(?:返信|応答|送信|的に送信)"
    )
)
# Nobody is there any more, or nobody reads.
_GONE_TEXT = re.compile(
    r"(?:ist|arbeitet) nicht mehr (?:in unserem|fur unser|bei uns)|hat (?:unser|das) unternehmen verlassen|adresse wird nicht mehr|(?:e-?mails?|nachrichten?)\b[^.]{0,40} nicht (?:mehr )?(?:gelesen|weitergeleitet)|ich melde mich nach meine[mr] (?:urlaub|ruckkehr)"
    r"|\bya no (?:trabaja (?:en|con)|esta activa|se (?:lee|consulta))|non lavora piu (?:presso|con|per)|(?:casella|indirizzo)\b[^.]{0,30} non e piu (?:attiv|in uso|utilizzat)|wordt niet meer (?:gelezen|gebruikt)"
)
# Whoever only says that he is away may be a person; a machine says until when, and whom to turn to.
_AWAY_ALSO = re.compile(
    r"\b(?:bis|vom|ab|wieder|derzeit|zurzeit|dringend\w*|weitergeleitet|gelesen|vertretung|wenden|kollegin|kollege|hasta|actualmente|al regreso|mi regreso|limitado|urgen\w+|contact\w+|dirija\w*|escriba|fino|dal|dall'ufficio|ritorno|rientr\w+|contattare|scriver\w+|ritardo"
    r"|tot|terug\w*|bereikbaar|vanaf|momenteel|vandaag|collega|contact|do dia|ate|favor|responderei|do \d+|till|kontakt\w*|por|per|beantwoord|unregelmasig|heute|morgen|entonces|eingeschrankt\w*|wegens|permanece\w*|cerrad\w+|volvemos)\b|"
    + fold("まで|戻り|連絡|遅れ|自動|電話|以降|お知らせ")
)
_SENDS = re.compile(
    r"\b(?:le|les|te) (?:envio|enviare|mando|mandare|hago llegar)\b|\b(?:vi|le|ti) (?:mando|mandero|invio|inviero|allego)\b|\b(?:stuur|mail|geef) (?:ik )?(?:u|je)\b|\b(?:schicke|sende|gebe|schick) ich\b|\bich (?:schicke|sende|gebe)\b|"
    + fold("お送りします|送ります|お伝えします")
)
_RECEIVED = re.compile(
    rf"vielen dank fur ihre {_MAIL_DE}|(?:wir haben|ich habe) ihre {_MAIL_DE} (?:erhalten|bekommen)|ihre {_MAIL_DE} (?:ist|wurde) (?:bei uns )?(?:eingegangen|empfangen|erfasst)|eingang ihrer {_MAIL_DE}"
    rf"|(?:hemos|he) recibido su {_MAIL_ES}|su {_MAIL_ES} ha sido (?:recibid|registrad)|gracias por (?:su {_MAIL_ES}|contactar|ponerse en contacto|escribir)"
    rf"|abbiamo ricevuto (?:il (?:vostro|suo)|la (?:vostra|sua)) {_MAIL_IT}|(?:grazie|ringraziamo) per (?:averci (?:contattat|scritto)|(?:il (?:vostro|suo)|la (?:vostra|sua)) {_MAIL_IT})"
    r"|(?:wij|we) hebben uw (?:bericht|e-?mail|mail|aanvraag|vraag) (?:goed |in goede orde )?ontvangen|uw (?:bericht|e-?mail|mail|aanvraag|vraag) is (?:goed )?ontvangen|(?:bedankt|dank u(?: wel)?|hartelijk dank) voor uw (?:bericht|e-?mail|mail|aanvraag|vraag)"
    r"|recebemos (?:a sua|o seu|a vossa) (?:mensagem|e-?mail|pedido)"
)
_PROMISED = re.compile(
    r"schnellstmoglich|so schnell wie moglich|in kurze|so bald wie moglich|automati(?:co|ca|camente|sch)\b|(?:bin ich|ich bin) [^.]{0,40} wieder|wieder fur sie da|bearbeitung (?:kann|dauert|erfolgt)"
    r"|lo antes posible|(?:le|les) (?:responderemos|contestaremos)|a la (?:mayor )?brevedad|nos pondremos en contacto|le respondera|en un plazo de|(?:a mi|al) regreso"
    r"|al piu presto|(?:vi|le) (?:risponderemo|ricontatteremo)|il prima possibile|(?:riceve\w+|avra) risposta|presa in carico|entro \d+ (?:ore|giorni)"
    r"|zo (?:spoedig|snel) mogelijk|nemen (?:wij )?(?:\w+ )?contact met u|binnen \w+ (?:werk)?dagen|responderemos|o mais breve"
)
_BUSINESS = re.compile(
    r"\b(?:der|die|unsere|ihre|diese) rechnung\b|\b(?:la|nuestra|su|esta) factura\b|\b(?:la|nostra|vostra|questa) fattura\b|\b(?:de|onze|uw|deze) factuur\b"
)


def undelivered_subject(subject: str) -> bool:
    """A subject of what mail servers write about mail that was not delivered."""
    return _UNDELIVERED_SUBJECT.match(subject) is not None


def says_undelivered(opening: str) -> bool:
    """The beginning of a text says so; whoever calls looks for an address or an SMTP code."""
    return _UNDELIVERED_TEXT.search(opening) is not None


def away_subject(subject: str) -> bool:
    """« Abwesenheitsnotiz: … », « Risposta automatica: … »."""
    return _AWAY_SUBJECT.match(subject) is not None


def says_away(opening: str) -> bool:
    """« Ich bin bis zum … nicht im Büro », and no promise to send something."""
    away = _AWAY_TEXT.search(opening) is not None and _AWAY_ALSO.search(opening) is not None
    return (away or _GONE_TEXT.search(opening) is not None) and _SENDS.search(opening) is None


def says_received(opening: str, words: str) -> bool:
    """Thanks for a message, and a promise to answer, in one language or two."""
    return _RECEIVED.search(opening) is not None and _PROMISED.search(words) is not None


def talks_business(words: str) -> bool:
    """An invoice is spoken of: it is somebody's matter, not a notice."""
    return _BUSINESS.search(words) is not None
