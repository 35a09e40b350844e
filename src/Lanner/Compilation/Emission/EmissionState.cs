using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Emission;

/// <summary>Facts about the tree that is emitted, and the state of its variables and targets in the meantime; the tree itself stays as it
/// is. One object serves all functions of an assembly, one after the other.</summary>
internal sealed class EmissionState : TreeVisitor
{
    private readonly ScratchTable<VariableState> _variables = new();
    private readonly ScratchTable<TargetState> _targets = new();
    private readonly List<Variable> _locals = [];

    /// <summary>The memories that the function touches, so that each base is loaded once, and only where it is used.</summary>
    internal MemorySet Memories { get; private set; } = new();

    /// <summary>True if the function calls anything that may call back.</summary>
    internal bool HasCalls { get; private set; }

    internal ref VariableState this[Variable variable] => ref _variables[variable.Number];

    internal ref TargetState this[Target target] => ref _targets[target.Number];

    /// <summary>Begins with a tree: goes through all of it once, counting.</summary>
    internal void Begin(FunctionTree tree)
    {
        _variables.Clear(tree.VariableCount);
        _targets.Clear(tree.TargetCount);
        _locals.Clear();
        Memories = new MemorySet();
        HasCalls = false;
        for (var index = 0; index < tree.ParameterCount; index++)
        {
            this[tree.Locals[index]] = new VariableState
            {
                IsNamed = true,
                IsArgument = true,
                Slot = FunctionEmitter.FirstParameter + index,
            };
        }

        foreach (var statement in tree.Body)
        {
            statement.Accept(this);
        }
    }

    /// <summary>Returns the locals of the wasm function that the tree names and that are no arguments, the most read first. Temporaries are
    /// not among them: they are assigned before they are read.</summary>
    internal Variable[] LocalsByReads()
    {
        var locals = _locals.ToArray();
        Array.Sort(locals, (left, right) => this[right].ReadsLeft != this[left].ReadsLeft
            ? this[right].ReadsLeft - this[left].ReadsLeft
            : left.Number - right.Number);
        return locals;
    }

    internal override void OnRead(Variable variable)
    {
        OnWrite(variable);
        this[variable].ReadsLeft++;
    }

    internal override void OnWrite(Variable variable)
    {
        ref var state = ref this[variable];
        if (!state.IsNamed)
        {
            state.IsNamed = true;
            if (variable.Kind != VariableKind.Temporary)
            {
                _locals.Add(variable);
            }
        }
    }

    internal override void OnBranch(Target target) => this[target].IsUsed = true;

    internal override void OnMemory(int memoryIndex) => Memories.Add(memoryIndex);

    internal override void OnCall() => HasCalls = true;
}

/// <summary>The state of a variable while its function is emitted.</summary>
internal struct VariableState
{
    private int _slotAndOne;

    /// <summary>The CLR local or argument that holds it; -1 while it has none.</summary>
    internal int Slot
    {
        readonly get => _slotAndOne - 1;
        set => _slotAndOne = value + 1;
    }

    /// <summary>True if <see cref="Slot"/> is an argument.</summary>
    internal bool IsArgument { get; set; }

    /// <summary>True if the tree names it, or it is a parameter.</summary>
    internal bool IsNamed { get; set; }

    /// <summary>The number of reads that have not been emitted yet.</summary>
    internal int ReadsLeft { get; set; }
}

/// <summary>The state of a target while its function is emitted.</summary>
internal struct TargetState
{
    private int _labelAndOne;

    /// <summary>True if something branches to it.</summary>
    internal bool IsUsed { get; set; }

    /// <summary>The number of its label; -1 while it has none.</summary>
    internal int Label
    {
        readonly get => _labelAndOne - 1;
        set => _labelAndOne = value + 1;
    }
}
