// What <bits/stdc++.h> is beside its precompiled form, for a program that includes it again or late.
#include_next <bits/stdc++.h>
