using System;

namespace Sample
{
    public static class Money
    {
        /// <summary>Adds a tax to a price, rounded to cents.</summary>
        /// <param name="price">Without tax.</param>
        public static decimal WithTax(decimal price, decimal rate)
        {
            var tax = price * rate;
            return Math.Round(price + tax, 2);
        }

        // Says a price aloud on the console.
        public static void Say(decimal price)
        {
            var text = price.ToString();
            Console.WriteLine(text);
        }
    }
}
