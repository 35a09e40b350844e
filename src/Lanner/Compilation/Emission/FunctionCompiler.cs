using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Outlining;
using Lanner.Compilation.Passes;
using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Emission;

/// <summary>Compiles the functions of one assembly, each in the same steps: the tree is built, the passes change it, it is emitted; and if
/// the method is too large for the JIT's optimiser, it is taken back, parts of the tree are outlined until every method is small enough,
/// which is measured, and all of them are emitted.</summary>
internal sealed class FunctionCompiler(AssemblyWriter assembly)
{
    private readonly MethodLimits _limits = assembly.Layout.Options.MethodLimits;
    private readonly List<EmittedOutlinedFunction> _outlinedFunctions = [];
    private readonly EmissionState _state = new();
    private int _outlinedCount;

    /// <summary>The outlined functions of the functions compiled so far, by number.</summary>
    internal IReadOnlyList<EmittedOutlinedFunction> OutlinedFunctions => _outlinedFunctions;

    /// <summary>The indexes of the functions that the outlined functions belong to, by number.</summary>
    internal int[] OutlinedFrom
    {
        get
        {
            var owners = new int[_outlinedFunctions.Count];
            for (var outlined = 0; outlined < owners.Length; outlined++)
            {
                owners[outlined] = _outlinedFunctions[outlined].FunctionIndex;
            }

            return owners;
        }
    }

    /// <summary>Compiles a function that the module defines. If parts of it are outlined, these are then among
    /// <see cref="OutlinedFunctions"/>.</summary>
    internal EmittedFunction Compile(int functionIndex)
    {
        var tree = TreeBuilder.Build(assembly.Layout, functionIndex, assembly.Cancellation);
        FunctionPasses.Run(tree, assembly.Cancellation);
        return EmitOutlined(functionIndex, tree, depth: 0);
    }

    /// <summary>Compiles a function that gives some globals of the module their first values, which is small enough.</summary>
    internal EmittedFunction CompileGlobalInitializers(int first, int end)
    {
        var tree = TreeBuilder.BuildGlobalInitializers(assembly.Layout, first, end);
        FunctionPasses.Run(tree);
        return Emit(tree);
    }

    /// <summary>Emits a tree, or what remains of it when it was too large; then also its outlined functions, which may be too large
    /// themselves.</summary>
    private EmittedFunction EmitOutlined(int functionIndex, FunctionTree tree, int depth)
    {
        var mark = assembly.Mark();
        var emitted = Emit(tree);
        if (NeedsOutlining(emitted.Size, depth))
        {
            assembly.TakeBack(mark);
            FunctionOutliner.Outline(tree, _limits, Measure, () => _outlinedCount++, assembly.Cancellation);
            emitted = Emit(tree);
        }

        // An outlined function runs on top of its function, which checks the stack for both.
        var frame = EmitOutlinedFunctions(functionIndex, tree, depth + 1);
        return frame == 0 ? emitted : emitted with { FrameBytes = emitted.FrameBytes + frame };
    }

    private EmittedFunction Emit(FunctionTree tree) => FunctionEmitter.Emit(assembly, tree, _state);

    /// <summary>Returns the size of the code before each statement and, last, of all of it.</summary>
    private CilSize[]? Measure(FunctionTree tree) => FunctionEmitter.Measure(assembly, tree, _state);

    private bool NeedsOutlining(CilSize size, int depth) =>
        size.LargestShareOf(_limits.Method) > 1
        && size.Instructions >= FunctionOutliner.SmallestMethod
        && size.Variables <= FunctionOutliner.MostLocals
        && depth < FunctionOutliner.MaximumDepth;

    /// <summary>Emits the outlined functions that a tree calls.</summary>
    /// <returns>The largest frame among them.</returns>
    private int EmitOutlinedFunctions(int functionIndex, FunctionTree tree, int depth)
    {
        var largest = 0;
        foreach (var statement in tree.Body)
        {
            if (statement is CallOutlined { OutlinedFunction: var outlined })
            {
                while (_outlinedFunctions.Count <= outlined.Number)
                {
                    _outlinedFunctions.Add(null!);
                }

                var function = EmitOutlined(functionIndex, outlined.Tree, depth);
                _outlinedFunctions[outlined.Number] = new EmittedOutlinedFunction(functionIndex, outlined, function);
                largest = Math.Max(largest, function.FrameBytes);
            }
        }

        return largest;
    }
}
