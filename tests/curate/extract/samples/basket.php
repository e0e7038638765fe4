<?php

/**
 * The price of all items of a basket together.
 *
 * @param array $items
 */
function total(array $items, float $discount): float
{
    $sum = 0.0;
    foreach ($items as $item) {
        $sum += $item['price'];
    }
    return $sum * (1 - $discount);
}

class Basket
{
    /** Throws everything away that was put in. */
    public function clear(bool $really): void
    {
        if ($really) {
            $this->items = [];
        }
    }
}
