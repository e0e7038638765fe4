package Dates;
use strict;

# Tells whether a year of the Gregorian
# calendar is a leap year.
sub is_leap {
    my ($year) = @_;
    return 1 if $year % 400 == 0;
    return 0 if $year % 100 == 0;
    return $year % 4 == 0 ? 1 : 0;
}

sub bare {
    my ($x) = @_;
    return $x + 1;
}

1;
