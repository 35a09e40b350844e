using Lanner.Runtime;

namespace Lanner.Calls;

/// <summary>The code for host functions of the commonest shapes, among them all of WASI. Named here, it is compiled ahead of time with the
/// library; for other shapes the CLR makes and compiles a version of a generic class when it is first wanted, which takes a fraction of a
/// millisecond.</summary>
internal static unsafe class CommonThunks
{
    /// <summary>The address of the code for a shape, or 0.</summary>
    internal static nint Find(DelegateShape shape) => shape.HasCaller ? FindWithCaller(Letters(shape)) : Find(Letters(shape));

    /// <summary>The types of parameters and results by a letter each; a question mark for any that is not common.</summary>
    private static string Letters(DelegateShape shape) => string.Create(
        shape.Parameters.Length + 1 + (shape.ReturnType == typeof(void) ? 0 : 1),
        shape,
        static (letters, shape) =>
        {
            for (var index = 0; index < shape.Parameters.Length; index++)
            {
                letters[index] = Letter(shape.Parameters[index]);
            }

            letters[shape.Parameters.Length] = '>';
            if (shape.ReturnType != typeof(void))
            {
                letters[^1] = Letter(shape.ReturnType);
            }
        });

    /// <summary>Only the types themselves: what is the same to the machine, such as an unsigned integer, makes another type of
    /// delegate.</summary>
    private static char Letter(Type type) =>
        type == typeof(int) ? 'i' : type == typeof(long) ? 'l' : type == typeof(double) ? 'd' : '?';

    private static nint Find(string letters) => letters switch
    {
        ">i" => (nint)(delegate*<InstanceState, int>)&HostFunc<int>.Invoke,
        "i>i" => (nint)(delegate*<InstanceState, int, int>)&HostFunc<int, int>.Invoke,
        "ii>i" => (nint)(delegate*<InstanceState, int, int, int>)&HostFunc<int, int, int>.Invoke,
        "iii>i" => (nint)(delegate*<InstanceState, int, int, int, int>)&HostFunc<int, int, int, int>.Invoke,
        "iiii>i" => (nint)(delegate*<InstanceState, int, int, int, int, int>)&HostFunc<int, int, int, int, int>.Invoke,
        "iiiii>i" => (nint)(delegate*<InstanceState, int, int, int, int, int, int>)&HostFunc<int, int, int, int, int, int>.Invoke,
        "iiiiii>i" => (nint)(delegate*<InstanceState, int, int, int, int, int, int, int>)&HostFunc<int, int, int, int, int, int, int>.Invoke,
        "iiiiiii>i" => (nint)(delegate*<InstanceState, int, int, int, int, int, int, int, int>)&HostFunc<int, int, int, int, int, int, int, int>.Invoke,
        "iiiiiiii>i" => (nint)(delegate*<InstanceState, int, int, int, int, int, int, int, int, int>)&HostFunc<int, int, int, int, int, int, int, int, int>.Invoke,
        ">" => (nint)(delegate*<InstanceState, void>)&HostAction.Invoke,
        "i>" => (nint)(delegate*<InstanceState, int, void>)&HostAction<int>.Invoke,
        "ii>" => (nint)(delegate*<InstanceState, int, int, void>)&HostAction<int, int>.Invoke,
        "iii>" => (nint)(delegate*<InstanceState, int, int, int, void>)&HostAction<int, int, int>.Invoke,
        "iiii>" => (nint)(delegate*<InstanceState, int, int, int, int, void>)&HostAction<int, int, int, int>.Invoke,
        "ilii>i" => (nint)(delegate*<InstanceState, int, long, int, int, int>)&HostFunc<int, long, int, int, int>.Invoke,
        "ill>i" => (nint)(delegate*<InstanceState, int, long, long, int>)&HostFunc<int, long, long, int>.Invoke,
        "illi>i" => (nint)(delegate*<InstanceState, int, long, long, int, int>)&HostFunc<int, long, long, int, int>.Invoke,
        "il>i" => (nint)(delegate*<InstanceState, int, long, int>)&HostFunc<int, long, int>.Invoke,
        "iiiiiiiii>i" => (nint)(delegate*<InstanceState, int, int, int, int, int, int, int, int, int, int>)&HostFunc<int, int, int, int, int, int, int, int, int, int>.Invoke,
        "iiiil>i" => (nint)(delegate*<InstanceState, int, int, int, int, long, int>)&HostFunc<int, int, int, int, long, int>.Invoke,
        "iiili>i" => (nint)(delegate*<InstanceState, int, int, int, long, int, int>)&HostFunc<int, int, int, long, int, int>.Invoke,
        "ili>i" => (nint)(delegate*<InstanceState, int, long, int, int>)&HostFunc<int, long, int, int>.Invoke,
        "iiiiillii>i" => (nint)(delegate*<InstanceState, int, int, int, int, int, long, long, int, int, int>)&HostFunc<int, int, int, int, int, long, long, int, int, int>.Invoke,
        "iiiilli>i" => (nint)(delegate*<InstanceState, int, int, int, int, long, long, int, int>)&HostFunc<int, int, int, int, long, long, int, int>.Invoke,
        ">l" => (nint)(delegate*<InstanceState, long>)&HostFunc<long>.Invoke,
        "l>l" => (nint)(delegate*<InstanceState, long, long>)&HostFunc<long, long>.Invoke,
        "d>d" => (nint)(delegate*<InstanceState, double, double>)&HostFunc<double, double>.Invoke,
        "dd>d" => (nint)(delegate*<InstanceState, double, double, double>)&HostFunc<double, double, double>.Invoke,
        _ => 0,
    };

    private static nint FindWithCaller(string letters) => letters switch
    {
        ">i" => (nint)(delegate*<InstanceState, int>)&HostFunc<int>.InvokeWithCaller,
        "i>i" => (nint)(delegate*<InstanceState, int, int>)&HostFunc<int, int>.InvokeWithCaller,
        "ii>i" => (nint)(delegate*<InstanceState, int, int, int>)&HostFunc<int, int, int>.InvokeWithCaller,
        "iii>i" => (nint)(delegate*<InstanceState, int, int, int, int>)&HostFunc<int, int, int, int>.InvokeWithCaller,
        "iiii>i" => (nint)(delegate*<InstanceState, int, int, int, int, int>)&HostFunc<int, int, int, int, int>.InvokeWithCaller,
        "iiiii>i" => (nint)(delegate*<InstanceState, int, int, int, int, int, int>)&HostFunc<int, int, int, int, int, int>.InvokeWithCaller,
        "iiiiii>i" => (nint)(delegate*<InstanceState, int, int, int, int, int, int, int>)&HostFunc<int, int, int, int, int, int, int>.InvokeWithCaller,
        "iiiiiii>i" => (nint)(delegate*<InstanceState, int, int, int, int, int, int, int, int>)&HostFunc<int, int, int, int, int, int, int, int>.InvokeWithCaller,
        "iiiiiiii>i" => (nint)(delegate*<InstanceState, int, int, int, int, int, int, int, int, int>)&HostFunc<int, int, int, int, int, int, int, int, int>.InvokeWithCaller,
        ">" => (nint)(delegate*<InstanceState, void>)&HostAction.InvokeWithCaller,
        "i>" => (nint)(delegate*<InstanceState, int, void>)&HostAction<int>.InvokeWithCaller,
        "ii>" => (nint)(delegate*<InstanceState, int, int, void>)&HostAction<int, int>.InvokeWithCaller,
        "iii>" => (nint)(delegate*<InstanceState, int, int, int, void>)&HostAction<int, int, int>.InvokeWithCaller,
        "iiii>" => (nint)(delegate*<InstanceState, int, int, int, int, void>)&HostAction<int, int, int, int>.InvokeWithCaller,
        "ilii>i" => (nint)(delegate*<InstanceState, int, long, int, int, int>)&HostFunc<int, long, int, int, int>.InvokeWithCaller,
        "ill>i" => (nint)(delegate*<InstanceState, int, long, long, int>)&HostFunc<int, long, long, int>.InvokeWithCaller,
        "illi>i" => (nint)(delegate*<InstanceState, int, long, long, int, int>)&HostFunc<int, long, long, int, int>.InvokeWithCaller,
        "il>i" => (nint)(delegate*<InstanceState, int, long, int>)&HostFunc<int, long, int>.InvokeWithCaller,
        "iiiiiiiii>i" => (nint)(delegate*<InstanceState, int, int, int, int, int, int, int, int, int, int>)&HostFunc<int, int, int, int, int, int, int, int, int, int>.InvokeWithCaller,
        "iiiil>i" => (nint)(delegate*<InstanceState, int, int, int, int, long, int>)&HostFunc<int, int, int, int, long, int>.InvokeWithCaller,
        "iiili>i" => (nint)(delegate*<InstanceState, int, int, int, long, int, int>)&HostFunc<int, int, int, long, int, int>.InvokeWithCaller,
        "ili>i" => (nint)(delegate*<InstanceState, int, long, int, int>)&HostFunc<int, long, int, int>.InvokeWithCaller,
        "iiiiillii>i" => (nint)(delegate*<InstanceState, int, int, int, int, int, long, long, int, int, int>)&HostFunc<int, int, int, int, int, long, long, int, int, int>.InvokeWithCaller,
        "iiiilli>i" => (nint)(delegate*<InstanceState, int, int, int, int, long, long, int, int>)&HostFunc<int, int, int, int, long, long, int, int>.InvokeWithCaller,
        ">l" => (nint)(delegate*<InstanceState, long>)&HostFunc<long>.InvokeWithCaller,
        "l>l" => (nint)(delegate*<InstanceState, long, long>)&HostFunc<long, long>.InvokeWithCaller,
        "d>d" => (nint)(delegate*<InstanceState, double, double>)&HostFunc<double, double>.InvokeWithCaller,
        "dd>d" => (nint)(delegate*<InstanceState, double, double, double>)&HostFunc<double, double, double>.InvokeWithCaller,
        _ => 0,
    };
}
