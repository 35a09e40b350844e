namespace Lanner.Calls;

/// <summary>Finds the code for host functions of the commonest shapes, among them all of WASI. It is compiled ahead of time with the
/// library; for other shapes the CLR makes and compiles a version of a generic class when it is first wanted, which takes a fraction of a
/// millisecond. <c>Lanner.Generators</c> lists the shapes.</summary>
internal static partial class CommonThunks
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

    private static partial nint Find(string letters);

    private static partial nint FindWithCaller(string letters);
}
