using Lanner.Compilation.Cil;
using Lanner.Compilation.Cutting;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Passes;
using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Emission;

/// <summary>Compiles the functions of one assembly, each in the same steps: the tree is built, the passes change it, it is emitted; and if
/// what came out is too large for the JIT's optimiser, it is measured and pieces are outlined, until every method is small enough, and all
/// of them are emitted.</summary>
/// <param name="assembly">The assembly that the code is for.</param>
/// <param name="newScratch">Makes an assembly like it that nobody will write. What is only measured is emitted there: it leaves its tokens
/// and signatures behind.</param>
internal sealed class FunctionCompiler(AssemblyWriter assembly, Func<AssemblyWriter> newScratch)
{
    private readonly CutLimits _limits = assembly.Layout.Options.CutLimits;
    private readonly List<EmittedPiece> _pieces = [];
    private AssemblyWriter? _scratch;
    private int _pieceCount;

    /// <summary>The pieces of the functions compiled so far, by number.</summary>
    internal IReadOnlyList<EmittedPiece> Pieces => _pieces;

    /// <summary>The functions that the pieces belong to, by number.</summary>
    internal int[] PieceOwners
    {
        get
        {
            var owners = new int[_pieces.Count];
            for (var piece = 0; piece < owners.Length; piece++)
            {
                owners[piece] = _pieces[piece].FunctionIndex;
            }

            return owners;
        }
    }

    /// <summary>Compiles a function that the module defines. If it is cut, its pieces are then among <see cref="Pieces"/>.</summary>
    internal EmittedFunction Compile(int functionIndex)
    {
        var tree = TreeBuilder.Build(assembly.Layout, functionIndex, assembly.Cancellation);
        FunctionPasses.Run(tree);
        return EmitInPieces(functionIndex, tree, depth: 0);
    }

    /// <summary>Compiles a function that gives some globals of the module their first values, which is small enough.</summary>
    internal EmittedFunction CompileGlobalInitializers(int first, int end)
    {
        var tree = TreeBuilder.BuildGlobalInitializers(assembly.Layout, first, end);
        FunctionPasses.Run(tree);
        return FunctionEmitter.Emit(assembly, tree);
    }

    /// <summary>Emits a tree, or what is left of it when it was too large; then also its pieces, which may be too large
    /// themselves.</summary>
    private EmittedFunction EmitInPieces(int functionIndex, FunctionTree tree, int depth)
    {
        var emitted = FunctionEmitter.Emit(assembly, tree);
        if (IsToBeCut(tree, emitted, depth))
        {
            Outline(tree);
            emitted = FunctionEmitter.Emit(assembly, tree);
        }
        else if (tree.Piece is null)
        {
            return emitted;
        }

        // A piece runs on top of its function, which looks at the stack for both.
        return emitted with { FrameBytes = emitted.FrameBytes + EmitPieces(functionIndex, tree, depth + 1) };
    }

    private bool IsToBeCut(FunctionTree tree, EmittedFunction emitted, int depth) =>
        emitted.Size.LargestShareOf(_limits.Method) > 1
        && emitted.Size.Instructions >= FunctionCutter.SmallestMethod
        && emitted.Size.Variables <= FunctionCutter.MostLocals
        && depth < FunctionCutter.MaximumDepth;

    /// <summary>Moves statements of the tree into pieces.</summary>
    private void Outline(FunctionTree tree)
    {
        FunctionCutter.Cut(tree, _limits, Measure, assembly.Cancellation);
        TreeSummary.Refresh(tree);
        NumberPieces(tree);
    }

    /// <summary>Tells how large the code before each statement is and, last, all of it.</summary>
    private CilSize[] Measure(FunctionTree tree)
    {
        TreeSummary.Refresh(tree);
        NumberPieces(tree);
        return FunctionEmitter.Measure(_scratch ??= newScratch(), tree);
    }

    /// <summary>Gives the pieces that a tree invokes their numbers.</summary>
    private void NumberPieces(FunctionTree tree)
    {
        foreach (var statement in tree.Body)
        {
            if (statement is InvokePiece { Piece: { Number: < 0 } piece })
            {
                piece.Number = _pieceCount++;
            }
        }
    }

    /// <summary>Emits the pieces that a tree invokes.</summary>
    /// <returns>The largest frame among them.</returns>
    private int EmitPieces(int functionIndex, FunctionTree tree, int depth)
    {
        var largest = 0;
        foreach (var statement in tree.Body)
        {
            if (statement is InvokePiece { Piece: var piece })
            {
                while (_pieces.Count <= piece.Number)
                {
                    _pieces.Add(null!);
                }

                TreeSummary.Refresh(piece.Tree);
                var function = EmitInPieces(functionIndex, piece.Tree, depth);
                _pieces[piece.Number] = new EmittedPiece(functionIndex, piece, function);
                largest = Math.Max(largest, function.FrameBytes);
            }
        }

        return largest;
    }
}
