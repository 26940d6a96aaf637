"""The everyday words of a question about an invoice in five languages: a mail with any other word is read by a person.

Written for folded text (lower case, no accents, « ß » as « s », straight apostrophes). A word belongs here
when no sentence made of such words alone asks for anything but where an invoice is, or what an invoice
needs. Not here: banks and accounts, law, threats, anger, corrections, « new », « other », « wrong », « stop ».
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_DAYS = r"\d{1,2}(?:st|nd|rd|th|\.)? (?:of |de |di )?"
_MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|marz|mai|juni|juli|"
    r"oktober|dezember|januari|februari|maart|mei|augustus|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|"
    r"noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|novembre|dicembre|janvier|fevrier|mars|"
    r"avril|juin|juillet|aout|septembre|octobre|decembre)"
)
COURTESY = (
    r"\b(?:dear|hello|hi|hey|good (?:morning|afternoon|day|evening)|to) (?:all|both|team|sirs?|madams?|sir or madam|sir/madam|sir, madam|sirs? / madams?|sirs and madams|whom it may concern|ladies and gentlemen|everyone|colleagues?|there|supplier support|customer service)\b",
    r"\b(?:dear|hello|hi|bonjour|dag|hallo|ciao) (?:(?:mr|mrs|ms|miss|mme|m|madame|monsieur|dr|prof)\.? ?)?[a-z'-]{2,20}(?: [a-z'-]{2,20})?,",
    r"\bsehr geehrte[rn]? (?:damen und herren|(?:herr|frau) [a-z'-]+)\b|\bliebe[rs]? (?:[a-z'-]+(?: [a-z'-]+)?,|team|damen und herren)|\bguten (?:tag|morgen|abend)(?: zusammen)?\b",
    r"\b(?:estimad[oa]s?|apreciad[oa]s?) (?:senor(?:es|as?)?|[a-z'-]+(?= ?[,:|]))\b|\bmuy senores (?:nuestros|mios)\b|\bbuen(?:os|as) (?:dias|tardes)\b",
    r"\b(?:gentil[ei]|egregi[oa]?|spettabile|spett\.le) (?:signor[ei]?a?|dottor(?:e|essa)|ufficio|societa|[a-z'-]+(?= ?[,:|]))\b|\bbuon(?:giorno|asera|a giornata)\b",
    r"\b(?:geachte|beste) (?:heer|mevrouw) [a-z'-]+(?= ?,)|\b(?:geachte|beste) (?:heer(?: of |/ ?|, | en )?(?:mevrouw)?|mevrouw|collega'?s?|[a-z'-]+(?= ?[,:|]))\b|\bgoede(?:morgen|middag|ndag)\b",
    r"\b(?:have|wish you) a (?:nice|good|great|lovely|pleasant) (?:day|week|weekend|evening|afternoon)\b|\bhope (?:you are|you're|this (?:e-?mail|message) finds you|all is) (?:well|doing well)\b|\bi hope (?:you are|this (?:e-?mail|message) finds you) (?:well|doing well)\b",
    r"\bi look forward to (?:hearing from you|your (?:reply|answer|response))\b|\blooking forward to (?:hearing from you|your (?:reply|answer|response|feedback))\b|\bwe look forward to (?:hearing from you|your (?:reply|answer|response|feedback))\b",
    r"\bi am writing (?:to you )?(?:to (?:enquire|inquire|ask)|about|regarding|concerning|in relation to|with regard to)\b|\bif you (?:need|require) any (?:further |more |additional )?(?:information|details?|documents?)\b",
    r"\b(?:best|kind|kindest|warm|many thanks and best)? ?(?:regards|wishes),? [a-z'-]{2,20}(?: [a-z'-]{2,20})?(?= ?(?:$|[|]))|\bmany thanks\b|\b(?:hi|hello) there\b|\bon (?:your|our) (?:side|end)\b|\banything (?:missing|else|you need)\b",
    r"\bthanks a lot\b|\bget back to (?:me|us)\b|\bany idea\b|\b(?:sorry|apologies) for (?:chasing|bothering you|the trouble)\b|\bput on (?:our|the|my) invoices?\b|\bplease do not hesitate to contact (?:me|us)\b|\bdo not hesitate to contact (?:me|us)\b|\bplease feel free to contact (?:me|us)\b",
    r"\bfur (?:ruckfragen|fragen) stehe[n]? (?:ich|wir) (?:ihnen )?(?:gerne|jederzeit)? ?zur verfugung\b|\bvielen dank (?:im voraus|fur ihre (?:hilfe|ruckmeldung|antwort|muhe))\b|\bmit (?:freundlichen|besten) (?:grusen|grussen)\b",
    r"\bquedamos a (?:la espera de (?:su|sus) (?:respuesta|noticias)|su disposicion)\b|\bgracias (?:de antemano|por su (?:ayuda|respuesta|atencion))\b|\breciban? un (?:cordial )?saludo\b",
    r"\b(?:restiamo|resto|rimaniamo) (?:in attesa di (?:un )?(?:vostro|suo) (?:gentile )?(?:riscontro|risposta|cenno)|a disposizione)\b|\bgrazie (?:in anticipo|per (?:la|l'|il|vostro|vostra)(?: ?(?:collaborazione|attenzione|aiuto|riscontro|cortese attenzione))?)\b",
    r"\b(?:alvast|bij voorbaat) (?:hartelijk )?(?:dank|bedankt)\b|\bin afwachting van uw (?:antwoord|reactie|bericht)\b|\bmet vriendelijke groet(?:en)?\b",
    rf"\b{_DAYS}{_MONTHS}\b|\b{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?\b|\b(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])(?:[/.-](?:20)?\d\d)?\b|\b{_MONTHS}(?: 20\d\d)?\b",
    r"\b(?:for |since |seit |desde hace |hace |da |sinds )?(?:over |more than |about |almost )?(?:\d{1,2}|two|three|four|five|six|several|a few|some|zwei|drei|vier|dos|tres|cuatro|due|tre|quattro|twee|drie|vier) (?:days|weeks|months|tagen?|wochen|monaten?|dias|semanas|meses|giorni|settimane|mesi|dagen|weken|maanden)(?: ago| late)?\b",
)
"""Turns that are harmless as a whole, whatever words they hold."""

BANK = (
    r"\b(?:iban|bic|swift|rib)\b|\bbank(?! holidays?\b| guarantees?\b|rupt|roll|garant)\w*|(?<!statement of )(?<!statements of )(?<!final )(?<!closing )(?<!into )\baccounts?\b(?! (?:payable|receivable|department|team|manager|office|assistant|statement|clerk))|\bbeneficiar\w*|\bwire\b|\bsort code\b",
    r"\bkonto\w*|\bkonten\b|\bzahlungsempfang\w*|\bcuentas?\b|\bbancari\w*|\bbanco\b|\bconto\b|\bbanc[ah]e?\b|\brekening(?!en\b)\w*|\bbankgegevens\b|\bfactor(?:ing)?\b|\bassigned\b|\babgetreten\w*|\bcedid[oa]s?\b|\bcedut[oaie]\b",
)
"""Where money goes, in any of the five."""

TURNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            r"\b(?:not|n't) (?:pay|process|settle|send)\b|\b(?:have|has|had|we|been)(?: already)? (?:received|got) (?:the |your |a |full )?(?:payment|money|transfer|settlement)\b",
            r"\byou (?:have )?(?:already )?paid\b|\bpay(?:ment|ments)? (?:to|on behalf)\b|\bnot (?:our|ours|mine|for us|by us|sent by|issued)\b|\bno invoices?\b|\bpaid (?:less|more|only|in part|by)\b|\bbut not\b|\ball (?:our|the) invoices\b|\band (?:all|the) others?\b",
            r"\b(?:call|phone|ring|visit|come|meet) (?:me|us|you|to|at|by)\b|\bnever\b|\buntil\b|!{2,}",
            r"\b(?:pay|payments?|paid|transfer(?:red)?|money|send|sent)\b[^.!?|]{0,30}? to (?:our|my|the|this|a|an|us)\b(?! invoices?| company)(?=[^.!?|]*(?:office|team|colleague|company|department|address))",
            r"\b(?:pay|payments?|transfer) (?:\w+ ){0,3}to (?!be\b|us\b|the (?:above|invoice)|our invoice|date\b|arrive|reach|come|go\b|follow)",
            r"\bnot (?:issued?|send|sent|submit(?:ted)?|need|required|ours?)\b|\bno need to\b|(?<!on )\bhold\b|\b(?:nothing|nobody)\b",
        ),
        "de": (r"\bnicht (?:be)?zahlen\b|\bbezahlt haben\b|\bhaben sie (?:bereits|schon)? ?bezahlt\b|\bzahlung (?:dankend )?erhalten\b(?<!keine zahlung erhalten)|!{2,}",),
        "es": (r"\bno pag(?:uen|ar|ue)\b|\bhemos recibido (?:el|su) pago\b(?<!no hemos recibido el pago)(?<!no hemos recibido su pago)|\bya (?:han )?pagad\w*|\btodas\b|!{2,}",),
        "it": (r"\bnon pagare\b|\babbiamo ricevuto (?:il|vostro|un) pagamento\b(?<!non abbiamo ricevuto il pagamento)(?<!non abbiamo ricevuto un pagamento)|\bgia pagat\w*|\btutte\b|!{2,}",),
        "nl": (r"\bniet (?:te )?betalen\b|\bbetaling (?:in goede orde |reeds )?ontvangen\b(?<!geen betaling ontvangen)(?<!nog geen betaling ontvangen)|\bal betaald\b|\balle\b|!{2,}",),
    }
)  # fmt: skip
"""Sentences of harmless words that are not harmless together."""

_EN = """
    a about above accounting accounts accounts-payable action additional administration advance advise afternoon again ago all
    already also am amount amounts an and answer any anything approved april are arrange as ask asking assist assistance at
    attached attachment august available await awaiting be been before behalf being below best between bill billing both business but by
    can check checked checking chorus clarify clear colleague commitment company concerning concerns confirm confirmation
    contact correct corresponding could customer date dated day days dear december delivered delivery department detail details did
    do document documents does done due during each email e-mail e mail emailed engagement enclosed enquire enquiry et etc'd euro euros
    eur exact expect expected expecting february feedback few field files final find finance financial fine first follow
    followed following for from fully further get give given goes going good got grateful had has have haven't hear hello
    help here hi how however hundred i i'd i'm if in inc incl inclusive including indicate inform information inquire inquiry inv
    invoice invoiced invoices invoicing is issue issued it its items january july june just kind kindly know last late
    latest let like list listed ll long look looking ltd made mail make mandatory march may me message mention mentioned month monday tuesday
    wednesday thursday friday months more much my name necessary need needed news next no not november now number numbers
    october of office on once one open or order original our outstanding over overdue paid paper past pay payable payment
    payments payment's pdf pending period please pls plz planned platform po point portal possible post previously process processed processing
    proceed provide purchase query question questions quick re reach reached reason receipt receivable receive received receiving recently
    record records ref refer reference regard regarding regards rejected rejection related remain remains remind reminder remitted reply
    request requested require required respect response return review s say scheduled see seen send sending sent september service services
    settle settled settlement shall should show shows since sincerely siret siren so some soon stage stand stands state status still submit
    submitted submission subject sum supplier supplies supply sure system taken team tell terms thank thanking thanks that the their them then there these
    they thing things this those through time to today together total track two type under unpaid unsettled up update updates updated upload
    uploaded upon us use used validated validation value vat via was waiting way we we'd we're we've week weeks well were what what's when where
    whether which while who why will wish with without would writing written yesterday yet you your yours year excl excluding net gross
    inc tax vendor customer's supplier's date's provided performed carried out works goods month's code codes budget correctly indicated suspended hold returned missing
    cannot can't unable able hasn't haven't isn't wasn't yet procedure deposit deposited invoice's address electronic electronically recycled
    could've kind'ly greetings morning evening sir madam mr mrs ms miss follow-up followup friendly polite gentle accountant accounts'
    according into cheers ok okay whole entire above-mentioned abovementioned aforementioned aware believe cc
    confirming dispatched enquiring inquiring wondering wonder estimate estimated eta every forward forwarded found
    generated handle handled handling hope hoping informed involved job line matter meantime meanwhile noticed
    obtain owed owing outcome place presented progress quickly recorded registered release released resolve resolved
    schedule section seems share soonest specify step such term think thought timeline timing transfer transferred try
    trying unfortunately urgent urgently useful usual usually very visible want wanted work working worked money
    clearance cleared effected executed initiated set run correspondence hereby herewith concerned raised created
    sender validity accordingly anything's paying payer transaction again's shortly urgency
    mean means meaning appears appear there missing side end translation translations training cleaning printing maintenance
    repair repairs exhibition concert software licence license subscription supplies equipment furniture catering services
    installation inspection consulting advertising photos books school museum library theatre swimming pool park town hall
    road works painting lift lifts ready soon expecting aside clear clarify clarification
    """
_DE = """
    ab aber alle allem als am an anbei anfrage angabe angaben angeben angegeben antwort auch auf aus ausstehend ausstehende ausstehenden auskunft
    bearbeitet bearbeitung bearbeitungsstand beglichen bei beim bereits bestellnummer bestellung betrag betreff betrifft bezahlt bezahlung bezuglich
    bis bisher bitte bitten brauchen brutto da damit dank danke das dass datum dem den der des die diese dieser dieses dieserhalb durch
    eingegangen eingang eingereicht einen eine einem einer ein eingetroffen elektronisch er erbitten erhalten erhalt erinnern erinnerung
    erwarten es etwa etwas euro eur fallig falligkeit firma folgende folgenden folgender fragen freundlich freundliche freundlichen freuen fur ganz geben gebucht gern
    gerne gesendet gestellt gibt gruse gruss grus grusen hat hatten hallo habe haben helfen herr herren frau damen hilfe hinweis hochgeladen ich ihnen ihr ihre ihrem ihren ihrer ihres im
    in ihrerseits information informationen informieren inzwischen ist ja jetzt kann kein keine keinen konnen konnten koennen koennten kurze kurzem kurz lautet lauten leider lieferung
    lieferant liegt mehr mein meine meiner melden mich mir mit mitteilen mitteilung mochte mochten mogen moglich nach nachfragen nachricht neues netto nicht
    noch nochmals nr nummer nun ob oben offen offene offenen oder per portal prufen pruefen prufung punkt rechnen rechnung rechnungen rechnungsdatum rechnungsbetrag rechnungsnr
    rechnungsnummer ruckmeldung ruckfrage sagen sehen sehr sein seine seit senden sich sicher sie sind siret siren so sobald sollen sollte sollten stand stehen steht status stellen
    system tag tage tagen uber ueber uberfallig uberweisung uberwiesen um und uns unser unsere unserem unseren unserer unseres unter
    verbucht verfugung vielen viele vom von voraus vorab vorliegt wann war warten was wegen welche welchen welcher wenn werden wie wir wird wissen wo
    worden wurde wurden zahlen zahlung zahlungen zahlungseingang zahlungsstatus zahlungstermin zahlungserinnerung zeit zu zum zur zusammen zukommen zuruck abgelehnt ablehnung grund warum weshalb gmbh ag kg mwst inkl
    chorus pro woche wochen monat monate monaten
    laut unterlagen buchhaltung gestern heute letzte letzten letzter geschickt geliefert erbracht erbrachte leistung
    leistungen genannte genannten obige obigen obiger betreffende zeitpunkt voraussichtlich bestatigen bestatigung
    eventuell sowie folgendes wieder zahlt genehmigt freigegeben weitergeleitet abteilung bekommen gezahlt uberwiesene
    problem rechnungsstellung elektronische geehrte geehrten geehrter wohl denn wer zahlungsziel bezahlen
    zahlungsstand teil team ubermittelt ubermittlung sonst bezug fragt frage mitgeteilt genau angekommen vorliegen
    gewartet zusatzlich mal schon ware waren wareneingang gute guter woher mussen siret-nummer
    durfen rechnen ubersetzung ubersetzungen wartung reinigung schulung druck reparatur software lizenz mobel lieferungen klaren klarung folgt freigabe
    hohe feststellen erfolgt erfolgen teilen neuigkeiten moglichst verzeichnen verbuchen
    """
_ES = """
    a abonada abonar abono adelantado adjunta adjunto agradecemos agradeceria agradeceriamos ahora al algo alguna algun ante anterior antes aqui asunto atencion atentamente
    aun ayuda ayudar ayudarnos bien buenas buenos caso chorus pro como con conocer confirmacion confirmar confirmarme confirmarnos confirmen consulta correcta correctamente correo correspondiente
    cordial cordiales cual cuando cuanto cuestion da dar de decir decirme decirnos del desde dia dias disposicion documento donde e el ella ellos email emitida en encuentra
    enviada enviado enviamos es espera esperamos esperando esta estado estamos estan estar estas este esto estimada estimado estimados estimadas euros eur factura facturacion facturas facilitar fecha favor fin
    gracias gustaria ha haber hace haciendo han hasta hay he hemos hola hoy importe incluido indicar indicarme indicarnos indiquen informacion informar informarme informarnos iva la las le les lo los llegado
    mas me mediante mes mensaje mi mis momento muchas mucho muy necesitamos necesitan no nos noticias novedad novedades nuestra nuestras nuestro nuestros num numero nº o orden pagada pagadas pagado pagar pagara pagaran pagaremos pago pagos para
    parte pasado pedido pendiente pendientes pero plataforma podemos podria podriamos podrian podrias poner por porque portal posible preguntar prevista prevista previsto proveedor procesada pueda pueden puede puedes punto que quedamos queda queria queriamos
    quisiera quisieramos realizada realizado realizar recibida recibido recibir recibieron recordatorio recordamos recordarles referencia referente relacion relativa respecto respuesta rogamos ruego saber saludo saludos se semana semanas senor senores senora ser sera
    servicio si siendo sigue siret siren situacion sobre solicitamos solicitar somos son su sus tal tan tardes tenemos tener tengo tiene todavia total tramite transferencia tras un una unas uno unos ustedes va van vencida vencimiento
    ver verificar via vez vista y ya yo cuando cuanta saldra encuentre
    sido efectuado efectuada efectuar segun registros emitido enviar comprobar aparece aprobada tramitada tramitacion
    proceso contabilidad departamento equipo nombre empresa indicado indicada deben debemos corresponde prestados
    servicios entrega entregado entregada ayer proximo proxima fechas problema adelante utilizar usar emitimos
    encontrar revisar revision facturar facturarles facturarle subida cargada pasada mencionada arriba dicha dicho
    traduccion traducciones mantenimiento limpieza formacion impresion reparacion material muebles licencia sabemos supone aclarar validada
    preguntamos pregunto saldo transferido tienen seguimos sin volvemos escribimos escribo contactar duda dudas necesita alguien
    """
_IT = """
    a abbiamo ad ai al alla alle allegata allegato ancora anche antecedenza anticipo aperta appena attendiamo attesa attendere avanti avere avete avremmo bisogno bonifico buona buongiorno buonasera c caso che chiedere chiediamo chiedo chorus pro ci
    cio codesta col come comprensivo con conferma confermare confermarci conoscere copia cordiali cordialmente corrente corretta cortese cortesemente cortesia cosa cui da dal dalla data dati de degli dei del dell della delle dello di dirci dirmi disposizione distinti domanda dopo
    dove e ed e' egregi emessa emesso entro essa essere est euro eur fare fatta fatto fattura fatture favore fa fine fornire fornitore fornitura fra fronte
    gentile gentili gentilmente gia giorni giorno grazie gli ha hanno ho i ieri il importo in inviata inviato indicare indicarci info informarci informazione informazioni inoltre iva l la le lei lo loro ma mail me mese mesi messaggio mi mia mio mie momento moltissime mille molte ne nei nel nella nelle noi non nostra nostre
    nostri nostro notizia notizie novita numero n nr o oggetto oggi ogni ordine ora pagamenti pagamento pagare pagata pagate pagato parte per perche pervenuta piattaforma piu poiche porgiamo portale possibile possiamo potete potremmo potreste potrebbe precedente prego preghiamo presa presente previsto prevista prima
    processo proposito punto qual quale quali quando quanto quella questa questo qui ricevere ricevuta ricevuto ricezione richiesta ricordiamo riferimento rif riguarda riguardo rimaniamo risposta riscontro risulta saldo salve saluti salutiamo sapere scadenza scaduta scorso se sede segue sempre senza sapermi saprebbe sarebbe sara saranno
    sembra servizio settimana settimane si siamo siret siren signor signora signori situazione sollecito sono stata state stato stiamo su sua sul sulla suo te tempi tempo totale tra tramite trattamento trova trovate troverete tutt un una uno va vedere verificare verifica vi via visto voi volevamo volevo vorrei vorremmo vostra vostre vostri vostro spett
    respinta rifiutata motivo lavorazione dicitura corrispondente
    effettuato effettuata eseguito eseguita approvata elaborata registrata registrato risulterebbe ufficio contabilita
    amministrazione societa azienda inviare caricata caricato servizi forniti consegna merce giusto corretto
    aggiornamento aggiornamenti merito relazione relativa relativo relative attualmente problema documenti documento
    mancante tempistiche previsione possibilita utile necessario necessari dobbiamo usare inserire utilizzare bollo
    sapete dettagli suddetta sopra citata indicata indicato aperte pagarla pagherete verra verranno riceveremo
    fornirci inviarvi indicarmi insoluta insolute vorreste scriviamo scrivo contattare saldata saldare saldato cortesi ringrazio ringraziamo fatturare
    fatturazione elettronica traduzione traduzioni manutenzione pulizia formazione stampa riparazione materiale mobili licenza validata sapere chiarire
    """
_NL = """
    aan aangaande afgelopen al alles als alstublieft alvast antwoord april ben beste bedankt bedrag behandeld behandeling bekijken ben bericht betaald betaalt betalen betaling betalingen betaalstatus betreft betreffende bij bijgevoegd bijlage bijna binnen chorus pro
    daar dag dagen dan dank danken dat datum de deze den die dient dit door doen doorgeven dus een eens en er euro eur even factuur factuurbedrag factuurdatum facturen factuurnr factuurnummer firma fijn gaan gaat geachte gedaan gegevens geen geef
    geeft geboekt gelieve gestuurd geven goed goede goedemiddag goedemorgen goedendag graag groet groeten haar hallo hartelijk heb hebben hebt heeft heel heer helpen herinnering het hier hierbij hiervan hoe hoi hulp ik in inclusief incl indien info informatie informeren ingediend inzake is
    ja jullie kan keer kunnen kunt laat laatste laten later leverancier levering maand maanden maar mag mail maken meer met mevrouw mij mijn misschien moet moeten mogelijk mogen na naar nakijken namens nieuws niet niets nodig nog nogmaals nr nu nummer of om omtrent ondertussen onderwerp
    ons onze ontvangen ontvangst ook op open openstaand openstaande opgenomen over per plaats platform portaal reactie reeds referentie s siret siren situatie soms spoedig staat stand status sturen stuur systeem te ten ter terug tijd toe tot totaal totaalbedrag tussen u uit uitbetaald
    uitstaande uur uw vakantie van vandaag vanwege verder verkregen vernemen vervallen vervaldatum verstuurd verwacht verwachten verwerkt verwerking verzoek verzoeken verzonden via vinden vindt voldaan volgende volgens voor vorige vraag vragen vriendelijk vriendelijke waar waarom wachten wanneer was wat we week weken
    weer weet welk welke werd weten wij wilde willen wil worden wordt wou zal zaken zelf zetten zien zijn zo zodra zou zouden zult btw bv geweigerd
    ingeboekt goedgekeurd administratie afdeling boekhouding geleverd geleverde diensten werkzaamheden gefactureerd
    factureren probleem controleren nagaan bekend vermeld vermelde bovenstaande genoemde blijkt verzending medio
    komende kort termijn betaaltermijn volledig collega bedrijf gebruiken opgeven reden jou overgemaakt tegemoet
    wachtend vernam versturen stuurden schrijf schrijven betreffend aantal duidelijkheid uitsluitsel ingezonden
    gezonden correct juist openstaat
    zeggen vertellen aangeven doorgegeven volgt vertaling onderhoud schoonmaak opleiding drukwerk herstelling materiaal meubels licentie
    """
PLAIN: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in (("en", _EN), ("de", _DE), ("es", _ES), ("it", _IT), ("nl", _NL))
    }
)
"""Each language's words."""
_ANYWHERE = """
    bonjour bonsoir madame monsieur mesdames messieurs mme cordialement cdlt merci facture factures fact siret siren chorus pro budget principal service
    commande engagement objet tva ttc ht eur re fw fwd aw wg rv i tr n no nr num ref rf ag sa sas sarl gmbh ltd llc srl spa bv nv inc co mail email
    communaute agglomeration saint quentinois saint-quentinois ville metropole commune mairie direction finances comptabilite departement amiens de du la le les
    des et l d au a en mandatee deposee suspendue rejetee recycler recyclee mise disposition statut numero montant date casq http https www
    """
ANYWHERE = frozenset(_ANYWHERE.split())
"""French words that whoever writes to a French body uses in any language."""
