"""The small words of Spanish and English that the interpreter knows whatever tools there are.

Everything is written folded: lower case, without accents.
"""

from collections.abc import Mapping
from typing import Final

from domain.platforms import Platform


def table(text: str) -> frozenset[str]:
    """A table of words, written as one line of text."""
    return frozenset(text.split())


NUMBERS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("one", "un", "una", "uno", "a", "an"), 1),
    **dict.fromkeys(("two", "dos", "couple", "pair", "par"), 2),
    **dict.fromkeys(("three", "tres"), 3),
    **dict.fromkeys(("four", "cuatro"), 4),
    **dict.fromkeys(("five", "cinco"), 5),
    **dict.fromkeys(("six", "seis"), 6),
    **dict.fromkeys(("seven", "siete"), 7),
    **dict.fromkeys(("eight", "ocho"), 8),
    **dict.fromkeys(("nine", "nueve"), 9),
    **dict.fromkeys(("ten", "diez"), 10),
    **dict.fromkeys(("eleven", "once"), 11),
    **dict.fromkeys(("twelve", "doce", "dozen", "docena"), 12),
    **dict.fromkeys(("fifteen", "quince"), 15),
    **dict.fromkeys(("twenty", "veinte"), 20),
    **dict.fromkeys(("thirty", "treinta"), 30),
    **dict.fromkeys(("forty", "cuarenta"), 40),
    **dict.fromkeys(("sixty", "sesenta"), 60),
    **dict.fromkeys(("ninety", "noventa"), 90),
}

ORDINALS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("first", "primer", "primero", "primera"), "1"),
    **dict.fromkeys(("second", "segundo", "segunda"), "2"),
    **dict.fromkeys(("third", "tercer", "tercero", "tercera"), "3"),
    **dict.fromkeys(("fourth", "cuarto", "cuarta"), "4"),
    **dict.fromkeys(("fifth", "quinto", "quinta"), "5"),
    **dict.fromkeys(("sixth", "sexto", "sexta"), "6"),
}

SUPERLATIVES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("best", "mejor", "mejores", "top"), "best"),
    **dict.fromkeys(("worst", "peor", "peores"), "worst"),
    **dict.fromkeys(
        ("last", "latest", "newest", "ultimo", "ultima", "ultimos", "ultimas", "reciente"), "last"
    ),
    **dict.fromkeys(("oldest", "antiguo"), "first"),
}

PRONOUNS: Final = table(
    "it them this that these those lo los la las le ese esa esos esas este esta estos estas eso"
    " esto aquel aquella ellos"
)
DEMONSTRATIVES: Final = table(
    "this that these those ese esa esos esas este esta estos estas aquel aquella same mismo misma"
)
ARTICLES: Final = table("the el la los las lo my our mi mis nuestro nuestra nuestros nuestras")

NOUNS: Final[Mapping[str, frozenset[str]]] = {
    "video": table("video videos film episode episodio grabacion recording"),
    "clip": table("clip clips"),
    "job": table("job jobs trabajo trabajos tarea tareas"),
    "campaign": table("campaign campaigns campana campanas"),
    "publication": table("publication publications publicacion publicaciones post posts"),
    "account": table("account accounts cuenta cuentas"),
    "alert": table("alert alerts alerta alertas"),
    "rule": table("rule rules regla reglas"),
    "approval": table("approval approvals aprobacion aprobaciones"),
    "variant": table("variant variants variante variantes version versiones"),
    "blackout": table("blackout blackouts bloqueo bloqueos"),
}
"""Entity, then every word people use for it."""

NAMED: Final = frozenset({"video", "campaign", "account"})
"""Entities that people call by a name."""

PLATFORMS: Final[Mapping[str, Platform]] = {
    **dict.fromkeys(
        ("youtube", "yt", "shorts", "short", "you tube", "youtube shorts", "yt shorts"),
        Platform.YOUTUBE,
    ),
    **dict.fromkeys(
        ("instagram", "insta", "ig", "reels", "reel", "instagram reels", "insta reels", "ig reels"),
        Platform.INSTAGRAM,
    ),
    **dict.fromkeys(("tiktok", "tik tok", "tt", "tiktoks"), Platform.TIKTOK),
}
EVERY_PLATFORM: Final = (
    "all platforms",
    "all the platforms",
    "every platform",
    "all three platforms",
    "all three",
    "everywhere",
    "todas las plataformas",
    "las tres plataformas",
    "las tres",
    "todas partes",
    "todos lados",
    "todas las redes sociales",
    "todas las redes",
    "las tres redes",
    "all social networks",
    "all networks",
    "all the networks",
)

STOP: Final = table(
    "the a an my our your me us of to for in on at from with please and some any now then just is"
    " are be been do does have has there each one ones s it so well also too right long"
    " bit little poco poquito pelin"
    " el la los las lo un una unos unas mi mis tu tus su sus me nos te se de del al a en para por"
    " con y e que ya favor esta estan es son hay he ha tengo tenemos tienes cada uno una pues asi"
    " ahora tambien entonces luego bueno vale solo solamente only here aqui"
)
"""Words that may stand unexplained in a sentence without changing what it asks for."""

FILLERS: Final = (
    "can you", "could you", "would you", "will you", "please", "i want you to", "i want to",
    "i want", "i need you to", "i need to", "i need", "i would like you to", "i would like to",
    "i would like", "id like you to", "id like to", "id like", "lets", "let us", "go ahead and",
    "dont forget to", "do not forget to", "make sure to", "hey", "hi", "hello", "stakazo", "ok",
    "okay", "thanks", "thank you", "great", "cool", "perfect", "good morning", "next",
    "after that", "finally", "first of all", "right away", "for me", "por favor", "quiero que",
    "quiero", "quisiera", "queria", "necesito que", "necesito", "me puedes", "me podrias", "puedes",
    "podrias", "podemos", "vamos a", "me gustaria que", "me gustaria", "no olvides",
    "no te olvides de",
    "hola", "buenas", "buenos dias", "oye", "gracias", "genial", "perfecto", "a continuacion",
    "despues", "por ultimo", "finalmente", "enseguida", "venga", "anda", "porfa", "porfavor",
    "el siguiente paso", "haz el favor de", "start by", "begin by", "empieza por",
)  # fmt: skip
"""Politeness and connecting phrases: dropped before anything is understood."""

INTROS: Final = table(
    "of from in on to for with at by between about until till since within under over as titled"
    " called named saying starting ending using via into onto de del desde en a al para por con"
    " sobre entre hasta llamada llamado llamados titulada titulado segun durante bajo"
    " diciendo empezando acabando usando per like como"
)
"""Words that may introduce a value."""

NEGATIONS: Final = table(
    "not dont don't no never without sin nunca jamas tampoco ni nor neither cannot cant wont"
    " doesnt didnt shouldnt mustnt evita avoid except excepto salvo"
)
CARRYING: Final = table("ni nor or o u")
"""A negation before these reaches over them."""
TURNING: Final = table("but just only pero solo solamente sino instead")
"""A negation ends at these."""

SEPARATORS: Final = table(", ; . ! ? & + and then y e luego despues but pero or o u ni nor")

BLOCKERS: Final = (
    table(
        "if whether unless should would did didnt was were why how when before after until while"
        " who what which si cuando antes despues porque como quien mientras deberia deberias"
        " deberiamos hubiera hubieras i we he she they you yo nosotros ella ellos ustedes tal vez"
        " quizas quiza maybe perhaps said says told dijo dice dijeron ayer yesterday almost casi"
    )
    | NEGATIONS
)
"""Left unexplained in a sentence, one of these means that it is not a plain command."""

QUANTIFIERS: Final = table(
    "all every everything each any todo todos toda todas cada cualquier anything nothing nada"
    " whole entire entero entera"
)

UNITS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "seg", "segs"), 1),
    **dict.fromkeys(("segundo", "segundos", "sg"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "minuto", "minutos"), 60),
    **dict.fromkeys(("h", "hour", "hours", "hora", "horas"), 3600),
}
"""Seconds of each unit of duration."""

SHAPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("vertical", "verticals", "verticales"), "9:16"),
    **dict.fromkeys(("portrait", "retrato"), "4:5"),
    **dict.fromkeys(("square", "squared", "cuadrado", "cuadrados"), "1:1"),
    **dict.fromkeys(("cuadrada", "cuadradas"), "1:1"),
    **dict.fromkeys(("wide", "widescreen", "horizontal", "horizontales", "landscape"), "16:9"),
    **dict.fromkeys(("apaisado", "apaisados", "apaisada", "panoramico"), "16:9"),
}
"""What people call the shape of a picture."""

CHOICES: Final[Mapping[str, str]] = {
    **SHAPES,
    **dict.fromkeys(("cropped", "recortado", "recortados", "recortada"), "crop"),
    **dict.fromkeys(("uncropped", "entero", "entera", "enteros", "enteras"), "whole"),
    **dict.fromkeys(("error", "errores", "errors"), "error"),
    **dict.fromkeys(("aviso", "avisos", "advertencia", "advertencias", "warnings"), "warning"),
    **dict.fromkeys(("critico", "criticos", "critica", "criticas", "criticals"), "critical"),
    **dict.fromkeys(("fallado", "fallados", "fallido", "fallidos", "fallida"), "failed"),
    **dict.fromkeys(("fallidas", "fallaron", "fallo", "fallos", "failing", "failures"), "failed"),
    **dict.fromkeys(("pendiente", "pendientes"), "pending"),
    **dict.fromkeys(("publicado", "publicados", "publicada", "publicadas", "live"), "published"),
    **dict.fromkeys(("programado", "programados", "programada", "programadas"), "scheduled"),
    **dict.fromkeys(("cancelado", "cancelados", "cancelada", "canceladas"), "cancelled"),
    "canceled": "cancelled",
    **dict.fromkeys(("listo", "listos", "lista", "listas"), "ready"),
    **dict.fromkeys(("completado", "completados", "terminado", "terminados"), "completed"),
    **dict.fromkeys(("finalizada", "finalizadas", "terminada", "terminadas"), "finished"),
    **dict.fromkeys(("borrador", "borradores"), "draft"),
    **dict.fromkeys(("retenido", "retenidos", "retenida", "retenidas"), "held"),
    **dict.fromkeys(("subiendo", "subiendose"), "uploading"),
    **dict.fromkeys(("procesandose", "procesando"), "processing"),
    **dict.fromkeys(("esperando", "espera"), "waiting"),
    **dict.fromkeys(("retirado", "retirados", "retirada", "retiradas"), "removed"),
    **dict.fromkeys(("restringido", "restringidos", "restringida", "restringidas"), "restricted"),
    "publico": "public",
    "publica": "public",
    **dict.fromkeys(("privado", "privada"), "private"),
    **dict.fromkeys(("oculto", "oculta"), "unlisted"),
    **dict.fromkeys(("amigo", "amigos", "friend"), "friends"),
    **dict.fromkeys(("seguidor", "seguidores", "follower"), "followers"),
}  # fmt: skip
"""Spanish and everyday words for the values of enumerations."""

DECOYS: Final = table(
    "store share shop lost rate delete remove drop erase destroy wipe kill stop pause resume start"
    " run build install order buy sell pay send email mail call text write read draw paint sing"
    " play watch listen open close shut turn push pull move copy paste rename edit change update"
    " upgrade reset restart reboot deploy merge commit revert translate summarise summarize explain"
    " describe teach learn search find google browse book reserve cook make bake clean wash drive"
    " walk fly swim sleep wake remind tell say speak talk ask answer help think believe know love"
    " hate like want need hope wish try fail win lose save load print scan hack crash burn break"
    " fix repair cat coat cost cure cute post most list last land plant plane planet place parse"
    " past pass punish polish public lunch launch catch match patch fetch weather joke story poem"
    " borra elimina quita suprime destruye mata para pausa sigue arranca compra vende paga envia"
    " manda llama escribe lee dibuja pinta canta toca mira escucha abre cierra apaga enciende mueve"
    " copia pega renombra edita cambia actualiza reinicia traduce resume explica describe ensena"
    " aprende busca reserva cocina haz limpia lava conduce camina vuela nada duerme despierta"
    " recuerda cuenta habla pregunta responde ayuda piensa cree sabe ama odia quiere espera prueba"
    " falla gana pierde guarda carga imprime rompe arregla repara corre carta corto coste posta"
    " planta plaza pasta punta tiempo chiste cuento poema lanza caza"
    " least most than less more many much about around roughly exactly between daily once twice"
    " maximum minimum maximo minimo menos mucho muchos aproximadamente entre al diario diaria"
    " because their there these those again always never still even very really good bad new old"
    " big small long short high low great nice world people thing things place time year month"
    " week hour today night home work house name part hand life case point group fact money"
    " story water room area book word side kind four five music photo picture image text sound"
    " script content team boss friend client user users agent model data file files folder"
    " disk server table base project report email message channel meeting plane price cost"
    " score scores rating view views like likes comment comments follower followers track"
    " cats dogs grandma mother father lunch dinner coffee pizza"
    " siempre nunca tambien ahora bien mal nuevo nueva viejo grande largo alto bajo mundo gente"
    " cosa cosas lugar ano anos mes meses noche casa obra parte mano vida caso punto grupo hecho"
    " dinero historia agua sala zona libro palabra lado clase musica foto imagen texto sonido"
    " guion contenido equipo jefe amigo cliente usuario datos archivo fichero carpeta servidor"
    " tabla proyecto informe correo mensaje canal reunion precio vistas gusta comentario"
    " seguidores pista gatos perros abuela madre padre comida cena cafe pizza hubo habia sido"
    " comando orden instrucciones instructions previous anteriores ignora ignore sistema system"
)
"""Real words that must never be taken for a misspelt command."""

SYNONYMS: Final = (
    table(
        "show list see view display give get tell check muestra ensena lista dame dime mira ver"
        " consulta"
    ),
    table("cut chop slice extract corta recorta trocea extrae saca"),
    table("score rate grade evaluate puntua valora califica evalua"),
    table("create build crea monta arma"),
    table("ingest import upload load add download ingiere ingesta importa carga anade descarga"),
    table("retry rerun redo repite reintenta relanza"),
    table("render renderiza prepare prepara"),
)
"""Verbs that mean the same, in either language. They never serve for what the public sees."""

BANNED_ALIKE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("post", "upload"), "publish"),
    **dict.fromkeys(("subas", "postees", "cuelgues"), "publiques"),
}
"""What means the same where it is forbidden: "don't post anything on Friday"."""

STOP_ALL: Final = (
    "stop all", "stop it all", "stop all of it", "stop everything now", "stop everything please",
    "halt everything", "deten todo", "detenlo todo", "detener todo", "parar todo", "paralo todo",
    "para todo ya", "para todo por favor", "paren todo", "parad todo",
)  # fmt: skip
"""Whole messages that want what "stop everything" does, in whatever words."""
STOP_EVERYTHING: Final = "stop everything"

HELP: Final = (
    "help", "help me", "what can you do", "what can i say", "what can i do", "who are you",
    "how does this work", "commands", "hi", "hello", "hey", "good morning", "good afternoon",
    "thanks", "thank you", "ok", "okay", "yes", "ayuda", "ayudame", "que puedes hacer",
    "que sabes hacer", "que puedo decir", "que puedo hacer", "quien eres", "como funciona",
    "como funciona esto", "comandos", "hola", "buenas", "buenos dias", "buenas tardes",
    "buenas noches", "gracias", "muchas gracias", "vale", "si", "que haces",
)  # fmt: skip
"""Whole messages that want to know what can be said."""

FORGET: Final = (
    "never mind", "nevermind", "forget it", "forget about it", "cancel that", "leave it", "cancel",
    "stop", "no", "nothing", "none", "dejalo", "olvidalo", "nada", "ninguno", "ninguna", "cancela",
    "da igual", "no importa", "mejor no", "para",
)  # fmt: skip
"""Answers that drop the question which was just asked."""
