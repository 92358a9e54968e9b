from postage import postage


def test_small_orders_pay_by_weight():
    assert postage(order_total=20, weight=2) == 6


def test_a_begun_kilogram_counts():
    assert postage(order_total=20, weight=2.1) == 9


def test_large_orders_are_free():
    assert postage(order_total=80, weight=5) == 0


def test_orders_of_exactly_50_are_free():
    assert postage(order_total=50, weight=5) == 0
