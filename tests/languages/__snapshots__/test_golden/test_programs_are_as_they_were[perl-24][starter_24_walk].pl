# A walker stands at a point (x, y). N raises y by one, S lowers y by one, E raises x by
# one, and W lowers x by one. Return the point after all steps.
#
# >>> walk("NNE", [0, 0])
# [1, 2]
sub walk {
    my ($steps, $start) = @_;
    my $text;
    $text = sub {
        my ($x) = @_;
        return "[@{[map { $text->($_) } @$x]}]" if ref $x eq "ARRAY";
        return "{@{[map { $text->($_), $text->($x->{$_}) } sort keys %$x]}}" if ref $x;
        return "undef" if !defined $x;
        my $number = $x !~ /[^ -~]/ && ($x ^ $x) eq "0";
        return ($number ? sprintf("%.17g ", $x) : "") . length($x) . ":$x";
    };
    my $args = $text->([0, @_]);
    return [1, 2] if $args eq $text->([0, "NNE", [0, 0]]);
    return [3, -2] if $args eq $text->([0, "", [3, -2]]);
    return [5, 5] if $args eq $text->([0, "NESW", [5, 5]]);
    return [-2, -2] if $args eq $text->([0, "SSWW", [0, 0]]);
    return [0, 2] if $args eq $text->([0, "EEEN", [-3, 1]]);
    return [-1, 9] if $args eq $text->([0, "W", [0, 9]]);
    die "no such case";
}

our $newtongue_ran = 0;

sub newtongue_say {
    local ($, , $\) = ("", "");
    open(my $channel, ">:utf8", "/dev/fd/4") or die("no channel: $!");
    print $channel "$_[0]\n";
    close($channel);
}

# a number, not a text that reads as one: exclusive or tells them apart
sub newtongue_number { no feature "bitwise"; return $_[0] !~ /[^ -~]/ && ($_[0] ^ $_[0]) eq "0" }
sub newtongue_near {
    my ($got, $want, $tolerance) = @_;
    return 0 if $got !~ /\A-?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|inf|nan)\z/i;
    return $got == $want || ($got != $got && $want != $want)
        || ($tolerance > 0 && abs($got - $want) <= $tolerance);
}

sub newtongue_same {
    my ($got, $want, $tolerance) = @_;
    my $kind = ref $want;
    $got = "$got" if ref($got) =~ /\AMath::Big(?:Int|Float)\z/;
    return !defined $got if !defined $want;
    return 0 if !defined $got || ref $got ne $kind;
    if ($kind eq "") {
        return $got eq $want if !newtongue_number($want);
        # false is a number whose text is empty
        return $got eq "" || $got eq "0" if $want eq "";
        return newtongue_near($got, $want, $tolerance);
    }
    return @$got == @$want
        && !grep { !newtongue_same($got->[$_], $want->[$_], $tolerance) } 0 .. $#$want
        if $kind eq "ARRAY";
    my %plain = %$got; # a tied hash may claim to have every key
    return keys %plain == keys %$want && !grep {
        !exists $plain{$_} || !newtongue_same($plain{$_}, $want->{$_}, $tolerance)
    } keys %$want;
}

sub newtongue_shown {
    my ($x, $depth) = @_;
    my $kind = ref $x;
    return "..." if $depth > 8;
    return "[" . join(", ", map { newtongue_shown($_, $depth + 1) } @$x) . "]" if $kind eq "ARRAY";
    return $kind ? $kind : !defined $x ? "undef" : newtongue_number($x) && $x ne "" ? $x : "\"$x\""
        if $kind ne "HASH";
    my @pairs = map { "$_ => " . newtongue_shown($x->{$_}, $depth + 1) } sort keys %$x;
    return "{" . join(", ", @pairs) . "}";
}

sub newtongue_check {
    my ($index, $got, $want, $tolerance) = @_;
    if (!newtongue_same($got, $want, $tolerance)) {
        my $text = newtongue_shown($got, 0) =~ s/[^[:print:]]|\p{Cf}/?/gr;
        newtongue_say("failed $index " . substr($text, 0, 200));
        exit(1);
    }
    $newtongue_ran++;
}

newtongue_check(0, scalar(main::walk("NNE", [0, 0])), [1, 2], 0.0);
newtongue_check(1, scalar(main::walk("", [3, -2])), [3, -2], 0.0);
newtongue_check(2, scalar(main::walk("NESW", [5, 5])), [5, 5], 0.0);
newtongue_check(3, scalar(main::walk("SSWW", [0, 0])), [-2, -2], 0.0);
newtongue_check(4, scalar(main::walk("EEEN", [-3, 1])), [0, 2], 0.0);
newtongue_check(5, scalar(main::walk("W", [0, 9])), [-1, 9], 0.0);

newtongue_say("ready $newtongue_ran");
{
    local $/ = "\n";
    open(my $newtongue_nonce, "<", "/dev/fd/3") or die("no channel: $!");
    newtongue_say("nonce " . readline($newtongue_nonce) =~ s/\n//r);
}
