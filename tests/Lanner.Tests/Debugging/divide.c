// Compiled to divide4.wasm and divide5.wasm by build.sh, with debug information of DWARF 4 and 5.
static int divide(int left, int right)
{
    return left / right;
}

__attribute__((noinline)) static int middle(int value)
{
    int result = 1;
    result += divide(100, value);
    return result;
}

__attribute__((export_name("run"))) int run(int value)
{
    int sum = 0;
    for (int round = 0; round < 3; round++)
    {
        sum += middle(value - round);
    }

    return sum;
}
