/*
 * What a header name says by its words, where no list of names has it: "Web
 * Order Number", "Line: SKU", "Qty sold (pcs)". A row says which words make a
 * role likely and which rule it out; the words of a name are parted by
 * anything but letters and digits and by capitals after small letters.
 */
#include "ingest/header.h"
#include "ingest/role.h"

#include "base/str.h"

struct word_rule {
	enum role role;
	const char *any; /* one of these must be among the words */
	const char *with; /* and one of these, or NULL */
	const char *without; /* and none of these */
};

#define THINGS                                                            \
	"product|products|item|article|artikel|produkt|produit|producto|" \
	"produto|prodotto|urun|line|lineitem|stock"
#define NUMBERS \
	"no|nr|num|number|id|ref|reference|code|numero|nummer|codigo|codice"
#define OTHER_DATES                                                          \
	"ship|shipped|shipping|delivery|delivered|due|paid|payment|update|"  \
	"updated|modified|upd|fulfilled|fulfillment|expiry|birth|dispatch|"  \
	"cancel|cancelled|refund|refunded|return|returned|zone|payout|from|" \
	"to|until|first|last|register|registered|registration|signup|join|"  \
	"joined|birthday|expires"

/* clang-format off */
static const struct word_rule rules[] = {
	{ ROLE_ORDER,
	  "order|orders|invoice|receipt|transaction|purchase|bestellung|"
	  "auftrag|rechnung|commande|pedido|ordine|bestelling|siparis",
	  NUMBERS "|name",
	  "line|item|product|customer|client|date|lineitem|status|type|total|"
	  "row|tax|count|payment|tracking|shipping|discount|parent|account|"
	  "price|cost" },
	{ ROLE_DATE, "date|datum|fecha|data|tarih|tarihi|timestamp|day", NULL,
	  OTHER_DATES },
	{ ROLE_CUSTOMER,
	  "customer|client|buyer|user|member|kunde|kunden|cliente|klant|"
	  "musteri",
	  NUMBERS,
	  "email|mail|name|group|type|address|order|tax|phone|note|vat" },
	{ ROLE_EMAIL, "email|mail", NULL,
	  "sent|status|consent|marketing|shop|merchant|vendor|opt" },
	{ ROLE_SKU, "sku", NULL, "parent|total|count|quantity|bundle" },
	{ ROLE_SKU, THINGS, NUMBERS,
	  "parent|order|variation|variant|total|count|quantity|tax|line|"
	  "lineitem|category" },
	{ ROLE_TITLE, THINGS,
	  "name|title|description|desc|bezeichnung|nom|nombre|nome|naam|adi|"
	  "titre",
	  "variant|option|category|type|vendor|customer|tax" },
	{ ROLE_QUANTITY,
	  "qty|quantity|menge|anzahl|quantite|qte|cantidad|quantidade|qtd|"
	  "quantita|aantal|adet|miktar",
	  NULL,
	  "stock|available|refunded|refund|returned|return|shipped|"
	  "cancelled|canceled|min|max|minimum|maximum|remaining|"
	  "backordered|total|fulfilled|on|hand|reserved" },
	{ ROLE_PRICE,
	  "price|preis|prix|precio|preco|prezzo|prijs|fiyat|fiyati", NULL,
	  "total|shipping|compare|cost|discount|sum|old|list|original|"
	  "point|name|type|rule|currency|ship|delivery|gift|wrap|subtotal|"
	  "level|order|special" },
	{ ROLE_LINE_TOTAL, "line|item|row|lineitem",
	  "total|amount|subtotal|sum",
	  "tax|discount|shipping|order|count|refund|refunded" },
	/* The values must bear it out: "1 x Mug, 2 x Tea". */
	{ ROLE_ITEMS,
	  "items|products|lineitems|description|details|summary|contents|"
	  "articles|artikel|produits|articulos|productos|produtos|articoli|"
	  "prodotti|producten|urunler",
	  NULL,
	  "number|count|total|quantity|qty|price|id|sold" },
	{ ROLE_STATUS, "status|state|statut|estado|stato|durumu|durum", NULL,
	  "fulfillment|fulfilment|shipping|shipment|delivery|ship|bill|"
	  "billing|address|product|item|stock|listing|customer|courier|tax|"
	  "email|marketing" },
	{ ROLE_ROW_TYPE, "type", NULL,
	  "customer|product|payment|discount|tax|shipping|account|category" },
	{ ROLE_CURRENCY,
	  "currency|wahrung|waehrung|devise|moneda|valuta|moeda", NULL,
	  "rate|base" },
};
/* clang-format on */

static bool
is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c & 0x80);
}

static bool
is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* Takes the next word off the front; false at the end. */
static bool
next_word(struct slice *rest, struct slice *word)
{
	const char *p = rest->p, *end = p + rest->len, *from;

	while (p < end && !is_letter_or_digit(*p))
		p++;
	from = p;
	while (p < end && is_letter_or_digit(*p) &&
	    !(p > from && is_small(p[-1]) && is_capital(*p)))
		p++;
	*word = slice_bytes(from, (size_t)(p - from));
	*rest = slice_bytes(p, (size_t)(end - p));
	return word->len > 0;
}

static bool
has_word(struct slice name, const char *words)
{
	struct slice word;

	while (next_word(&name, &word))
		if (header_is_one_of(word, words))
			return true;
	return false;
}

bool
role_fits_words(enum role role, struct slice name)
{
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		const struct word_rule *rule = &rules[i];

		if (rule->role == role && has_word(name, rule->any) &&
		    (rule->with == NULL || has_word(name, rule->with)) &&
		    !has_word(name, rule->without))
			return true;
	}
	return false;
}
