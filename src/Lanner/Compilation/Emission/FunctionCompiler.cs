using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Outlining;
using Lanner.Compilation.Passes;
using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Emission;

/// <summary>Compiles the functions of one assembly, each in the same steps: the tree is built, the passes change it, it is emitted; and if
/// the method is too large for the JIT's optimiser, it is measured and parts of it are outlined, until every method is small enough, and
/// all of them are emitted.</summary>
/// <param name="assembly">The assembly that the code is for.</param>
/// <param name="newScratch">Makes an assembly like it that is never written. Methods that are only measured are emitted there, since they
/// leave tokens and signatures behind.</param>
internal sealed class FunctionCompiler(AssemblyWriter assembly, Func<AssemblyWriter> newScratch)
{
    private readonly MethodLimits _limits = assembly.Layout.Options.MethodLimits;
    private readonly List<EmittedOutlinedFunction> _outlinedFunctions = [];
    private AssemblyWriter? _scratch;
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
        return FunctionEmitter.Emit(assembly, tree);
    }

    /// <summary>Emits a tree, or what remains of it when it was too large; then also its outlined functions, which may be too large
    /// themselves.</summary>
    private EmittedFunction EmitOutlined(int functionIndex, FunctionTree tree, int depth)
    {
        var emitted = FunctionEmitter.Emit(assembly, tree);
        if (NeedsOutlining(tree, emitted, depth))
        {
            Outline(tree);
            emitted = FunctionEmitter.Emit(assembly, tree);
        }
        else if (tree.OutlinedFunction is null)
        {
            return emitted;
        }

        // An outlined function runs on top of its function, which checks the stack for both.
        return emitted with { FrameBytes = emitted.FrameBytes + EmitOutlinedFunctions(functionIndex, tree, depth + 1) };
    }

    private bool NeedsOutlining(FunctionTree tree, EmittedFunction emitted, int depth) =>
        emitted.Size.LargestShareOf(_limits.Method) > 1
        && emitted.Size.Instructions >= FunctionOutliner.SmallestMethod
        && emitted.Size.Variables <= FunctionOutliner.MostLocals
        && depth < FunctionOutliner.MaximumDepth;

    /// <summary>Moves statements of the tree into outlined functions.</summary>
    private void Outline(FunctionTree tree)
    {
        FunctionOutliner.Outline(tree, _limits, Measure, assembly.Cancellation);
        TreeSummary.Refresh(tree);
        NumberOutlinedFunctions(tree);
    }

    /// <summary>Returns the size of the code before each statement and, last, of all of it.</summary>
    private CilSize[]? Measure(FunctionTree tree)
    {
        TreeSummary.Refresh(tree);
        NumberOutlinedFunctions(tree);
        return FunctionEmitter.Measure(_scratch ??= newScratch(), tree);
    }

    /// <summary>Numbers the outlined functions that a tree calls.</summary>
    private void NumberOutlinedFunctions(FunctionTree tree)
    {
        foreach (var statement in tree.Body)
        {
            if (statement is CallOutlined { OutlinedFunction: { Number: < 0 } outlined })
            {
                outlined.Number = _outlinedCount++;
            }
        }
    }

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

                TreeSummary.Refresh(outlined.Tree);
                var function = EmitOutlined(functionIndex, outlined.Tree, depth);
                _outlinedFunctions[outlined.Number] = new EmittedOutlinedFunction(functionIndex, outlined, function);
                largest = Math.Max(largest, function.FrameBytes);
            }
        }

        return largest;
    }
}
