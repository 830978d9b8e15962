/*
 * Known exports of products, and the columns that some shops import.
 */
#include "ingest/dialect_rows.h"

/* Their labels are in the shop's language: what stands in brackets is not. */
#define SHOPIFY_DISCOVERY \
	"(product.metafields.shopify--discovery--product_recommendation."
#define SHOPIFY_COMPLEMENTARY SHOPIFY_DISCOVERY "complementary_products)"
#define SHOPIFY_RELATED       SHOPIFY_DISCOVERY "related_products)"

/* clang-format off */
/* Names of two columns that only shops of other languages have. */
#define WOOCOMMERCE_PUBLISHED(or) \
	"Ver\xC3\xB6" "ffentlicht" or "Publi\xC3\xA9" or \
	"Publicado" or "Pubblicato" or "Gepubliceerd" or \
	"\xD0\x9E\xD0\xBF\xD1\x83\xD0\xB1\xD0\xBB\xD0\xB8\xD0\xBA\xD0\xBE\xD0\xB2\xD0\xB0\xD0\xBD"
#define WOOCOMMERCE_PRICE(or) \
	"Regul\xC3\xA4rer Preis" or \
	"Tarif r\xC3\xA9gulier" or "Precio normal" or \
	"Pre\xC3\xA7o" or "Prezzo di listino" or \
	"Reguliere prijs" or \
	"\xD0\x91\xD0\xB0\xD0\xB7\xD0\xBE\xD0\xB2\xD0\xB0\xD1\x8F \xD1\x86\xD0\xB5\xD0\xBD\xD0\xB0"

static const struct dialect rows[] = {
	{
		.name = "shopify-products",
		.label = "Shopify product",
		.summary = "Shopify, Products > Export, the current columns",
		.kind = BATCH_PRODUCTS,
		.marks = "URL handle|Title",
		.aliases = {
			[ROLE_HANDLE] = "URL handle",
			[ROLE_TITLE] = "Title",
			[ROLE_BRAND] = "Vendor",
			[ROLE_CATEGORY] = "Type|Product category",
			[ROLE_TAGS] = "Tags",
			[ROLE_ACTIVE] = "Status|Published on online store",
			[ROLE_SKU] = "SKU",
			[ROLE_OPTION1_NAME] = "Option1 name",
			[ROLE_OPTION1_VALUE] = "Option1 value",
			[ROLE_OPTION2_NAME] = "Option2 name",
			[ROLE_OPTION2_VALUE] = "Option2 value",
			[ROLE_OPTION3_NAME] = "Option3 name",
			[ROLE_OPTION3_VALUE] = "Option3 value",
			[ROLE_PRICE] = "Price",
			[ROLE_COST] = "Cost per item",
			[ROLE_STOCK] = "Inventory quantity",
			[ROLE_CROSS_SELLS] = SHOPIFY_COMPLEMENTARY,
			[ROLE_RELATED] = SHOPIFY_RELATED,
		},
		.quirks = DIALECT_CONTINUES,
	},
	{
		.name = "shopify-products-legacy",
		.label = "Shopify product (columns before 2025)",
		.summary = "Shopify, Products > Export, the columns before 2025",
		.kind = BATCH_PRODUCTS,
		.marks = "Handle|Title|Variant SKU",
		.aliases = {
			[ROLE_HANDLE] = "Handle",
			[ROLE_TITLE] = "Title",
			[ROLE_BRAND] = "Vendor",
			[ROLE_CATEGORY] = "Type|Product Category|Custom Product Type|"
			    "Standard Product Type",
			[ROLE_TAGS] = "Tags",
			[ROLE_ACTIVE] = "Status|Published",
			[ROLE_SKU] = "Variant SKU",
			[ROLE_OPTION1_NAME] = "Option1 Name",
			[ROLE_OPTION1_VALUE] = "Option1 Value",
			[ROLE_OPTION2_NAME] = "Option2 Name",
			[ROLE_OPTION2_VALUE] = "Option2 Value",
			[ROLE_OPTION3_NAME] = "Option3 Name",
			[ROLE_OPTION3_VALUE] = "Option3 Value",
			[ROLE_PRICE] = "Variant Price",
			[ROLE_COST] = "Cost per item",
			[ROLE_STOCK] = "Variant Inventory Qty",
			[ROLE_CROSS_SELLS] = SHOPIFY_COMPLEMENTARY,
			[ROLE_RELATED] = SHOPIFY_RELATED,
		},
		.quirks = DIALECT_CONTINUES,
	},
	{
		.name = "woocommerce-products",
		.label = "WooCommerce product",
		.summary = "WooCommerce, Products > Export",
		.kind = BATCH_PRODUCTS,
		.marks = "Type|SKU|Name|Regular price",
		.aliases = {
			[ROLE_ID] = "ID",
			[ROLE_ROW_TYPE] = "Type",
			[ROLE_SKU] = "SKU",
			[ROLE_TITLE] = "Name",
			[ROLE_ACTIVE] = "Published",
			[ROLE_CATEGORY] = "Categories",
			[ROLE_TAGS] = "Tags",
			[ROLE_BRAND] = "Brands|Brand",
			[ROLE_PRICE] = "Regular price",
			[ROLE_COST] = "Cost of goods",
			[ROLE_STOCK] = "Stock",
			[ROLE_PARENT] = "Parent",
			[ROLE_CROSS_SELLS] = "Cross-sells",
			[ROLE_UPSELLS] = "Upsells",
			[ROLE_GROUPED] = "Grouped products",
			[ROLE_BUNDLED] = "Bundled Items (JSON-encoded)",
			[ROLE_OPTION1_NAME] = "Attribute 1 name",
			[ROLE_OPTION1_VALUE] = "Attribute 1 value(s)",
			[ROLE_OPTION2_NAME] = "Attribute 2 name",
			[ROLE_OPTION2_VALUE] = "Attribute 2 value(s)",
			[ROLE_OPTION3_NAME] = "Attribute 3 name",
			[ROLE_OPTION3_VALUE] = "Attribute 3 value(s)",
		},
		.quirks = DIALECT_CATEGORY_PATHS | DIALECT_TYPED_VARIATIONS,
	},
	{
		.name = "woocommerce-products-translated",
		.label = "WooCommerce product (translated columns)",
		.summary = "WooCommerce, Products > Export, of a shop in "
		    "another language than English",
		.kind = BATCH_PRODUCTS,
		.marks = "ID|" WOOCOMMERCE_PUBLISHED("~") "|"
		    WOOCOMMERCE_PRICE("~"),
		.aliases = {
			[ROLE_ID] = "ID",
			[ROLE_ROW_TYPE] = "Typ|Type|Tipo|\xD0\xA2\xD0\xB8\xD0\xBF",
			[ROLE_SKU] = "Artikelnummer|UGS|SKU|COD|"
			    "\xD0\x90\xD1\x80\xD1\x82\xD0\xB8\xD0\xBA\xD1\x83\xD0\xBB",
			[ROLE_TITLE] = "Name|Nom|Nombre|Nome|Naam|"
			    "\xD0\x98\xD0\xBC\xD1\x8F",
			[ROLE_ACTIVE] = WOOCOMMERCE_PUBLISHED("|"),
			[ROLE_CATEGORY] = "Kategorien|Cat\xC3\xA9gories|"
			    "Categor\xC3\xAD" "as|Categorias|Categorie|"
			    "Categorie\xC3\xABn|"
			    "\xD0\x9A\xD0\xB0\xD1\x82\xD0\xB5\xD0\xB3\xD0\xBE\xD1\x80\xD0\xB8\xD0\xB8",
			[ROLE_PRICE] = WOOCOMMERCE_PRICE("|"),
			[ROLE_STOCK] = "Lager|Lagerbestand|Stock|Inventario|Estoque|"
			    "Magazzino|Voorraad|"
			    "\xD0\x97\xD0\xB0\xD0\xBF\xD0\xB0\xD1\x81\xD1\x8B",
			[ROLE_PARENT] = "\xC3\x9C" "bergeordnetes Produkt|"
			    "\xC3\x9C" "bergeordnet|Parent|Superior|"
			    "Ascendente|Genitore|Hoofd|"
			    "\xD0\xA0\xD0\xBE\xD0\xB4\xD0\xB8\xD1\x82\xD0\xB5\xD0\xBB\xD1\x8C\xD1\x81\xD0\xBA\xD0\xB8\xD0\xB9",
			[ROLE_CROSS_SELLS] = "Cross-Sells (Querverk\xC3\xA4ufe)|"
			    "Cross-Sells|Ventes crois\xC3\xA9" "es|"
			    "Ventas cruzadas|Vendas cruzadas|Cross-sell",
			[ROLE_UPSELLS] = "Zusatzverk\xC3\xA4ufe|"
			    "Mont\xC3\xA9" "es en gamme|Ventas dirigidas|"
			    "Aumenta vendas|Up-sell|Upsells",
			[ROLE_GROUPED] = "Gruppierte Produkte|"
			    "Produits group\xC3\xA9s|Productos agrupados|"
			    "Produtos agrupados|Prodotti raggruppati|"
			    "Gegroepeerde producten",
		},
		.quirks = DIALECT_CATEGORY_PATHS | DIALECT_TYPED_VARIATIONS,
	},
	{
		.name = "magento1-products",
		.label = "Magento 1 product",
		.summary = "Magento 1, Import/Export > Export of products",
		.kind = BATCH_PRODUCTS,
		.marks = "sku|_type|_attribute_set",
		.aliases = {
			[ROLE_SKU] = "sku",
			[ROLE_TITLE] = "name",
			[ROLE_STORE_VIEW] = "_store",
			[ROLE_CATEGORY] = "_category",
			[ROLE_PRICE] = "price",
			[ROLE_COST] = "cost",
			[ROLE_STOCK] = "qty",
			[ROLE_BRAND] = "manufacturer|brand",
			[ROLE_ACTIVE] = "status",
		},
		/* Rows without a SKU hold more categories, images, links. */
		.quirks = DIALECT_CONTINUES,
	},
	{
		.name = "magento-products",
		.label = "Magento product",
		.summary = "Magento 2 / Adobe Commerce, catalog_product",
		.kind = BATCH_PRODUCTS,
		.marks = "sku|product_type|attribute_set_code",
		.aliases = {
			[ROLE_SKU] = "sku",
			[ROLE_TITLE] = "name",
			[ROLE_STORE_VIEW] = "store_view_code",
			[ROLE_ROW_TYPE] = "product_type",
			[ROLE_CATEGORY] = "categories",
			[ROLE_PRICE] = "price",
			[ROLE_COST] = "cost",
			[ROLE_STOCK] = "qty",
			[ROLE_ACTIVE] = "product_online",
			[ROLE_BRAND] = "manufacturer|brand",
			[ROLE_ATTRIBUTES] = "additional_attributes",
			[ROLE_VARIANTS] = "configurable_variations",
			[ROLE_CROSS_SELLS] = "crosssell_skus",
			[ROLE_RELATED] = "related_skus",
			[ROLE_UPSELLS] = "upsell_skus",
			[ROLE_GROUPED] = "associated_skus",
			[ROLE_BUNDLED] = "bundle_values",
		},
		.quirks = DIALECT_CATEGORY_PATHS,
	},
	{
		.name = "prestashop-products",
		.label = "PrestaShop product",
		.summary = "PrestaShop, Catalog > Products > Export",
		.kind = BATCH_PRODUCTS,
		.marks = "Product ID|Name|Reference|Category",
		.aliases = {
			[ROLE_ID] = "Product ID",
			[ROLE_TITLE] = "Name",
			[ROLE_SKU] = "Reference",
			[ROLE_CATEGORY] = "Category",
			[ROLE_PRICE] = "Price (tax incl.)|Final price|"
			    "Price (tax excl.)|Base price",
			[ROLE_STOCK] = "Quantity",
			[ROLE_ACTIVE] = "Status",
		},
	},
	{
		.name = "prestashop-import",
		.label = "PrestaShop import",
		.summary = "PrestaShop, the columns of its own product import",
		.kind = BATCH_PRODUCTS,
		.marks = "Active (0/1)|Name *|Reference #",
		.aliases = {
			[ROLE_ID] = "Product ID|ID",
			[ROLE_ACTIVE] = "Active (0/1)",
			[ROLE_TITLE] = "Name *",
			[ROLE_CATEGORY] = "Categories (x,y,z...)",
			[ROLE_PRICE] = "Price tax included|"
			    "Price tax excluded or Price tax included|"
			    "Price tax excluded",
			[ROLE_COST] = "Wholesale price|Cost price",
			[ROLE_SKU] = "Reference #",
			[ROLE_BRAND] = "Manufacturer|Brand",
			[ROLE_STOCK] = "Quantity",
			[ROLE_TAGS] = "Tags (x,y,z...)",
		},
		.quirks = DIALECT_CATEGORY_PATHS,
	},
	{
		.name = "wix-products",
		.label = "Wix product",
		.summary = "Wix Stores, Products > Export",
		.kind = BATCH_PRODUCTS,
		.marks = "fieldType|name|price|inventory",
		.aliases = {
			[ROLE_HANDLE] = "handleId|handle",
			[ROLE_ROW_TYPE] = "fieldType",
			[ROLE_TITLE] = "name",
			[ROLE_SKU] = "sku",
			[ROLE_CATEGORY] = "collection|collections",
			[ROLE_PRICE] = "price",
			[ROLE_SURCHARGE] = "surcharge",
			[ROLE_ACTIVE] = "visible",
			[ROLE_STOCK] = "inventory",
			[ROLE_COST] = "cost",
			[ROLE_BRAND] = "brand",
			[ROLE_OPTION1_NAME] = "productOptionName1|productOptionName[1]",
			[ROLE_OPTION1_VALUE] = "productOptionDescription1|"
			    "productOptionChoices[1]",
			[ROLE_OPTION2_NAME] = "productOptionName2",
			[ROLE_OPTION2_VALUE] = "productOptionDescription2|"
			    "productOptionChoices[2]",
			[ROLE_OPTION3_NAME] = "productOptionName3",
			[ROLE_OPTION3_VALUE] = "productOptionDescription3|"
			    "productOptionChoices[3]",
		},
		.quirks = DIALECT_VARIANT_ROWS | DIALECT_CATEGORY_PATHS,
	},
	{
		.name = "bigcommerce-products",
		.label = "BigCommerce product",
		.summary = "BigCommerce, Products > Export, the modern columns",
		.kind = BATCH_PRODUCTS,
		.marks = "Item|Name|SKU|Options",
		.aliases = {
			[ROLE_ROW_TYPE] = "Item",
			[ROLE_ID] = "ID",
			[ROLE_TITLE] = "Name",
			[ROLE_SKU] = "SKU",
			[ROLE_ATTRIBUTES] = "Options",
			[ROLE_STOCK] = "Current Stock",
			[ROLE_PRICE] = "Price",
			[ROLE_COST] = "Cost Price",
			[ROLE_BRAND] = "Brand Name|Brand",
			[ROLE_CATEGORY] = "Categories",
			[ROLE_ACTIVE] = "Is Visible",
		},
		.quirks = DIALECT_VARIANT_ROWS | DIALECT_CATEGORY_PATHS,
	},
	{
		.name = "bigcommerce-products-legacy",
		.label = "BigCommerce product (legacy columns)",
		.summary = "BigCommerce, Products > Export, the legacy columns",
		.kind = BATCH_PRODUCTS,
		.marks = "Item Type|Product Name|Product Code/SKU",
		.aliases = {
			[ROLE_ROW_TYPE] = "Item Type",
			[ROLE_ID] = "Product ID",
			[ROLE_TITLE] = "Product Name",
			[ROLE_SKU] = "Product Code/SKU",
			[ROLE_BRAND] = "Brand Name",
			[ROLE_PRICE] = "Price",
			[ROLE_COST] = "Cost Price",
			[ROLE_STOCK] = "Current Stock Level",
			[ROLE_CATEGORY] = "Category",
			[ROLE_ACTIVE] = "Product Visible?",
		},
		.quirks = DIALECT_VARIANT_ROWS | DIALECT_CATEGORY_PATHS,
	},
	{
		.name = "squarespace-products",
		.label = "Squarespace product",
		.summary = "Squarespace, Products > Export",
		.kind = BATCH_PRODUCTS,
		.marks = "Product ID [Non Editable]|Variant ID [Non Editable]|"
		    "Title",
		.aliases = {
			[ROLE_TITLE] = "Title",
			[ROLE_SKU] = "SKU",
			[ROLE_CATEGORY] = "Categories",
			[ROLE_TAGS] = "Tags",
			[ROLE_ACTIVE] = "Visible",
			[ROLE_OPTION1_NAME] = "Option Name 1",
			[ROLE_OPTION1_VALUE] = "Option Value 1",
			[ROLE_OPTION2_NAME] = "Option Name 2",
			[ROLE_OPTION2_VALUE] = "Option Value 2",
			[ROLE_OPTION3_NAME] = "Option Name 3",
			[ROLE_OPTION3_VALUE] = "Option Value 3",
			[ROLE_PRICE] = "Price",
			[ROLE_STOCK] = "Stock",
		},
		.quirks = DIALECT_CONTINUES | DIALECT_CATEGORY_PATHS,
	},
	{
		.name = "square-catalog",
		.label = "Square catalogue item",
		.summary = "Square, Items > Export library",
		.kind = BATCH_PRODUCTS,
		.marks = "Item Name|Variation Name|SKU|Price",
		.aliases = {
			[ROLE_TITLE] = "Item Name",
			[ROLE_OPTION1_VALUE] = "Variation Name",
			[ROLE_SKU] = "SKU",
			[ROLE_CATEGORY] = "Category|Categories|Reporting Category",
			[ROLE_PRICE] = "Price",
			[ROLE_COST] = "Default Unit Cost",
		},
		.quirks = DIALECT_CONTINUES,
	},
	{
		.name = "google-feed",
		.label = "Google Merchant product",
		.summary = "a product feed as Google Merchant Center takes it",
		.kind = BATCH_PRODUCTS,
		.marks = "id|title|image_link|availability",
		.aliases = {
			[ROLE_SKU] = "id",
			[ROLE_TITLE] = "title",
			[ROLE_PRICE] = "price",
			[ROLE_COST] = "cost_of_goods_sold",
			[ROLE_BRAND] = "brand",
			[ROLE_CATEGORY] = "product_type|google_product_category",
			[ROLE_PARENT] = "item_group_id",
			[ROLE_OPTION1_VALUE] = "size",
			[ROLE_OPTION2_VALUE] = "color",
		},
	},
	{
		.name = "shop-ids",
		.label = "platform id",
		.summary = "by which numbers Shopify knows products, variants "
		    "and options",
		.kind = BATCH_IDS,
		.marks = "sku|product_id|variant_id",
		.aliases = {
			[ROLE_SKU] = "sku|variant_sku",
			[ROLE_SHOP_PRODUCT] = "product_id",
			[ROLE_SHOP_VARIANT] = "variant_id",
			[ROLE_OPTION1_ID] = "option1_id",
			[ROLE_OPTION1_NAME] = "option1_name",
			[ROLE_OPTION1_VALUE] = "option1_value",
			[ROLE_OPTION2_ID] = "option2_id",
			[ROLE_OPTION2_NAME] = "option2_name",
			[ROLE_OPTION2_VALUE] = "option2_value",
			[ROLE_OPTION3_ID] = "option3_id",
			[ROLE_OPTION3_NAME] = "option3_name",
			[ROLE_OPTION3_VALUE] = "option3_value",
		},
	},
};
/* clang-format on */

const struct dialect_rows dialect_products = { .rows = rows,
	.n = ARRAY_LEN(rows) };
