"""Menus to start from. Change the amounts, packs and prices to what your shop and guests do.

Amounts per adult follow what caterers and cooks publish: 2.5 pieces of meat (about 300 g raw),
170 g of sides and 0.75 to 0.95 litre to drink at a barbecue; 150 to 180 g of meat or fish, 200 g
of potatoes or rice, 150 g of vegetables, 150 ml of soup and 100 to 125 g of dessert at a dinner.
Children under 12 eat half. Pack sizes are Dutch; prices are assumptions of what a supermarket
asks. Meat is halal throughout: one grill and one reserve for everybody need fewer portions than
two at the same risk of running out.
"""

from collections.abc import Mapping

from planner.core.catering.dishes import Dish, Keeping, Menu, Pack, Unit
from planner.core.diets import EVERY_DIET, NO_MEAT, Allergen, Diet
from planner.core.texts import N_

HALAL_MEAT = frozenset({Diet.HALAL})
WITHOUT_MEAT = EVERY_DIET - {Diet.VEGAN, Diet.KOSHER}
CRATE = Pack(content=24 * 300, price_cents=1100)
BOTTLE = Pack(content=1500, price_cents=250)

DRINKS = Dish(
    name=N_("Soft drinks and water"),
    unit=Unit.MILLILITRE,
    per_adult=750,
    per_child=500,
    per_toddler=200,
    packs=(CRATE, BOTTLE),
    keeping=Keeping.RETURNABLE,
)
FRUIT = Dish(
    name=N_("Fruit, cut"),
    unit=Unit.GRAM,
    per_adult=100,
    per_child=100,
    per_toddler=50,
    packs=(Pack(content=1000, price_cents=350),),
)

BARBECUE = Menu(
    name=N_("Barbecue"),
    dishes=(
        Dish(
            name=N_("Hamburgers (halal)"),
            unit=Unit.PIECE,
            per_adult=1.4,
            packs=(Pack(24, 2200), Pack(8, 850)),
            keeping=Keeping.FROZEN,
            suits=HALAL_MEAT,
            group="grill",
        ),
        Dish(
            name=N_("Sausages (halal)"),
            unit=Unit.PIECE,
            per_adult=1.1,
            packs=(Pack(20, 1500), Pack(6, 550)),
            keeping=Keeping.FREEZABLE,
            suits=HALAL_MEAT,
            group="grill",
        ),
        Dish(
            name=N_("Vegetable burgers"),
            unit=Unit.PIECE,
            per_adult=2.5,
            packs=(Pack(12, 1500), Pack(4, 550)),
            keeping=Keeping.FROZEN,
            meant_for=NO_MEAT,
            allergens=frozenset({Allergen.SOYBEANS, Allergen.GLUTEN}),
            group="grill",
        ),
        Dish(
            name=N_("Bread rolls"),
            unit=Unit.PIECE,
            per_adult=2,
            packs=(Pack(24, 480), Pack(6, 150)),
            keeping=Keeping.FREEZABLE,
            allergens=frozenset({Allergen.GLUTEN, Allergen.SESAME}),
        ),
        Dish(
            name=N_("Salad"),
            unit=Unit.GRAM,
            per_adult=150,
            packs=(Pack(1000, 500),),
            allergens=frozenset({Allergen.MUSTARD}),
        ),
        Dish(
            name=N_("Sauces"),
            unit=Unit.MILLILITRE,
            per_adult=40,
            packs=(Pack(1000, 400),),
            keeping=Keeping.DRY,
            suits=EVERY_DIET - {Diet.VEGAN},
            allergens=frozenset({Allergen.EGGS, Allergen.MUSTARD}),
        ),
        FRUIT,
        DRINKS,
    ),
)

DINNER = Menu(
    name=N_("Three-course dinner"),
    dishes=(
        Dish(
            name=N_("Tomato soup"),
            unit=Unit.MILLILITRE,
            per_adult=150,
            packs=(Pack(1000, 300),),
            keeping=Keeping.FREEZABLE,
            allergens=frozenset({Allergen.CELERY}),
        ),
        Dish(
            name=N_("Chicken (halal)"),
            unit=Unit.GRAM,
            per_adult=170,
            packs=(Pack(2500, 2200), Pack(1000, 950)),
            keeping=Keeping.FREEZABLE,
            suits=HALAL_MEAT,
            group="main",
        ),
        Dish(
            name=N_("Vegetable pie"),
            unit=Unit.GRAM,
            per_adult=200,
            packs=(Pack(400, 500),),
            keeping=Keeping.FROZEN,
            suits=WITHOUT_MEAT,
            meant_for=NO_MEAT - {Diet.VEGAN},
            allergens=frozenset({Allergen.GLUTEN, Allergen.MILK, Allergen.EGGS}),
            group="main",
        ),
        Dish(
            name=N_("Bean stew"),
            unit=Unit.GRAM,
            per_adult=200,
            packs=(Pack(400, 350),),
            keeping=Keeping.FROZEN,
            meant_for=frozenset({Diet.VEGAN, Diet.KOSHER}),
            group="main",
        ),
        Dish(
            name=N_("Potatoes or rice"),
            unit=Unit.GRAM,
            per_adult=200,
            packs=(Pack(5000, 600), Pack(1000, 180)),
        ),
        Dish(
            name=N_("Vegetables"),
            unit=Unit.GRAM,
            per_adult=150,
            packs=(Pack(1000, 350),),
        ),
        Dish(
            name=N_("Dessert"),
            unit=Unit.GRAM,
            per_adult=110,
            per_child=110,
            packs=(Pack(1000, 450),),
            suits=WITHOUT_MEAT,
            allergens=frozenset({Allergen.MILK}),
        ),
        DRINKS,
    ),
)

DRINKS_WITH_A_BITE = Menu(
    name=N_("Drinks with a bite"),
    dishes=(
        Dish(
            name=N_("Warm snacks (halal)"),
            unit=Unit.PIECE,
            per_adult=4,
            packs=(Pack(100, 3000), Pack(20, 700)),
            keeping=Keeping.FROZEN,
            suits=HALAL_MEAT,
            allergens=frozenset({Allergen.GLUTEN}),
            group="snacks",
        ),
        Dish(
            name=N_("Vegetable snacks"),
            unit=Unit.PIECE,
            per_adult=4,
            packs=(Pack(50, 1700), Pack(20, 750)),
            keeping=Keeping.FROZEN,
            meant_for=NO_MEAT | {Diet.KOSHER},
            allergens=frozenset({Allergen.GLUTEN}),
            group="snacks",
        ),
        Dish(
            name=N_("Raw vegetables with a dip"),
            unit=Unit.GRAM,
            per_adult=60,
            packs=(Pack(1000, 600),),
            suits=WITHOUT_MEAT | {Diet.KOSHER},
            allergens=frozenset({Allergen.MILK}),
        ),
        DRINKS,
    ),
)

PICNIC = Menu(
    name=N_("Picnic"),
    dishes=(
        Dish(
            name=N_("Sandwiches with chicken (halal)"),
            unit=Unit.PIECE,
            per_adult=2,
            packs=(Pack(10, 1800),),
            suits=HALAL_MEAT,
            allergens=frozenset({Allergen.GLUTEN, Allergen.EGGS}),
            group="sandwiches",
        ),
        Dish(
            name=N_("Sandwiches with vegetable spread"),
            unit=Unit.PIECE,
            per_adult=2,
            packs=(Pack(10, 1600),),
            meant_for=NO_MEAT | {Diet.KOSHER},
            allergens=frozenset({Allergen.GLUTEN, Allergen.SESAME}),
            group="sandwiches",
        ),
        Dish(
            name=N_("Cake"),
            unit=Unit.PIECE,
            per_adult=1,
            per_child=1,
            packs=(Pack(12, 500),),
            keeping=Keeping.FREEZABLE,
            suits=WITHOUT_MEAT,
            allergens=frozenset({Allergen.GLUTEN, Allergen.EGGS, Allergen.MILK}),
        ),
        FRUIT,
        DRINKS,
    ),
)

MENU_PRESETS: Mapping[str, Menu] = {
    "barbecue": BARBECUE,
    "dinner": DINNER,
    "drinks": DRINKS_WITH_A_BITE,
    "picnic": PICNIC,
}
