using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Lanner.Bench.Language;

/// <summary>The programs of <c>guest.wat</c>, as C# would do them.</summary>
internal static class ClrPrograms
{
    private sealed class Tree(Tree? left, Tree? right)
    {
        internal readonly Tree? Left = left;

        internal readonly Tree? Right = right;
    }

    private sealed class Error(int value) : Exception
    {
        internal int Value { get; } = value;
    }

    internal static int BinaryTrees(int depth, int rounds)
    {
        var kept = Build(depth);
        var sum = 0;
        do
        {
            sum += Count(Build(depth - 4));
        }
        while (--rounds != 0);
        return sum + Count(kept);
    }

    private static Tree Build(int depth) => depth == 0 ? new Tree(null, null) : new Tree(Build(depth - 1), Build(depth - 1));

    private static int Count(Tree tree) => tree.Left is { } left ? 1 + Count(left) + Count(tree.Right!) : 1;

    internal static int Throw(int frames, int rounds)
    {
        var sum = 0;
        do
        {
            try
            {
                ThrowBelow(frames, rounds);
            }
            catch (Error error)
            {
                sum += error.Value;
            }
        }
        while (--rounds != 0);
        return sum;
    }

    internal static int ThrowHere(int rounds)
    {
        var sum = 0;
        do
        {
            try
            {
                throw new Error(rounds);
            }
            catch (Error error)
            {
                sum += error.Value;
            }
        }
        while (--rounds != 0);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ThrowBelow(int frames, int value) => frames == 0 ? throw new Error(value) : 1 + ThrowBelow(frames - 1, value);

    /// <summary>Makes two methods that call each other in turns with CIL's <c>.tail</c>, which C# cannot say.</summary>
    internal static Func<int, long, long> MakeTailCall()
    {
        var type = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("TailCalls"), AssemblyBuilderAccess.Run)
            .DefineDynamicModule("TailCalls").DefineType("TailCalls");
        MethodBuilder[] steps = [Define("First"), Define("Second")];
        EmitStep(steps[0].GetILGenerator(), steps[1]);
        EmitStep(steps[1].GetILGenerator(), steps[0]);
        return type.CreateType().GetMethod("First")!.CreateDelegate<Func<int, long, long>>();

        MethodBuilder Define(string name)
        {
            var method = type.DefineMethod(
                name, MethodAttributes.Public | MethodAttributes.Static, typeof(long), [typeof(int), typeof(long)]);
            method.SetImplementationFlags(MethodImplAttributes.NoInlining | MethodImplAttributes.AggressiveOptimization);
            return method;
        }
    }

    private static void EmitStep(ILGenerator il, MethodInfo next)
    {
        var goOn = il.DefineLabel();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Brtrue, goOn);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(goOn);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Conv_U8);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Tailcall);
        il.Emit(OpCodes.Call, next);
        il.Emit(OpCodes.Ret);
    }
}
