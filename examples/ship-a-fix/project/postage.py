"""What it costs to send an order."""

FREE_FROM = 50
PRICE_PER_KILOGRAM = 3


def postage(order_total, weight):
    """Postage for an order: nothing from FREE_FROM on, else by weight in kilograms, begun ones included."""
    if order_total > FREE_FROM:
        return 0
    return PRICE_PER_KILOGRAM * round_up(weight)


def round_up(weight):
    whole = int(weight)
    return whole if whole == weight else whole + 1
