# Waits in the launcher; runs main.pl as perl itself would, in the program's own process.
use DynaLoader;
use List::Util ();
{
    my ($library, $source) = splice @ARGV;
    my $file = DynaLoader::dl_load_file($library) or die DynaLoader::dl_error();
    my $wait = DynaLoader::dl_find_symbol($file, "newtongue_wait") or die "no such function";
    DynaLoader::dl_install_xsub("newtongue::wait", $wait);
    newtongue::wait();
    $0 = $source;
    # the program is a file with a line in front, not a string: __DATA__ and die say the same
    unshift @INC, sub {
        return unless $_[1] eq $source;
        open my $program, "<", $source or die "$source: $!";
        my $head = "use utf8;\n#line 1 \"$source\"\n";
        return (\$head, $program);
    };
}
package main;
do $0;
if (my $problem = $@) {
    print STDERR $problem;
    exit 255;
}
