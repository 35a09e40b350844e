using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Something that is done for what it changes.</summary>
internal abstract class Statement
{
    /// <summary>The offset of the instruction in the module, or 0 when it is never used.</summary>
    internal int Offset { get; init; }

    /// <summary>True if the statement after this one is never reached from it.</summary>
    internal virtual bool EndsFlow => false;

    /// <summary>Tells the visitor what this does, in the order of evaluation.</summary>
    internal abstract void Accept(TreeVisitor visitor);
}

/// <summary>Evaluates an expression and forgets its value. <paramref name="isVoid"/> when there is none.</summary>
internal sealed class Evaluate(Expression value, bool isVoid) : Statement
{
    internal Expression Value { get; } = value;

    internal bool IsVoid { get; } = isVoid;

    internal override void Accept(TreeVisitor visitor) => Value.Accept(visitor);
}

/// <summary>Assigns a variable.</summary>
internal sealed class Assign(Variable variable, Expression value) : Statement
{
    internal Variable Variable { get; } = variable;

    internal Expression Value { get; set; } = value;

    internal override void Accept(TreeVisitor visitor)
    {
        Value.Accept(visitor);
        visitor.OnAssign(Variable, Value);
        visitor.OnWrite(Variable);
    }
}

/// <summary>Calls a function with several results and assigns each to a variable.</summary>
internal sealed class AssignResults(Call call, Variable[] variables) : Statement
{
    internal Call Call { get; } = call;

    internal Variable[] Variables { get; } = variables;

    internal override void Accept(TreeVisitor visitor)
    {
        Call.Accept(visitor);
        foreach (var variable in Variables)
        {
            visitor.OnWrite(variable);
        }
    }
}

/// <summary>A store.</summary>
internal sealed class MemoryStore(Opcode opcode, MemoryLocation location, Expression value) : Statement
{
    internal Opcode Opcode { get; } = opcode;

    internal MemoryLocation Location { get; } = location;

    internal Expression Value { get; } = value;

    internal override void Accept(TreeVisitor visitor)
    {
        Location.Accept(visitor);
        Value.Accept(visitor);
    }
}

/// <summary>Assigns a global.</summary>
internal sealed class GlobalWrite(int index, Expression value) : Statement
{
    internal int Index { get; } = index;

    internal Expression Value { get; } = value;

    internal override void Accept(TreeVisitor visitor) => Value.Accept(visitor);
}

/// <summary>Traps when the range of an access passes the end of its memory. The address is a variable or a literal.</summary>
internal sealed class BoundsCheck(MemoryLocation location, uint width) : Statement
{
    internal MemoryLocation Location { get; } = location;

    internal uint Width { get; } = width;

    internal override void Accept(TreeVisitor visitor) => Location.Accept(visitor);
}

/// <summary>Traps unless a condition holds.</summary>
internal sealed class Check(Expression condition, TrapCode code) : Statement
{
    internal Expression Condition { get; set; } = condition;

    internal TrapCode Code { get; } = code;

    internal override void Accept(TreeVisitor visitor) => Condition.Accept(visitor);
}

/// <summary>Always traps.</summary>
internal sealed class Trap(TrapCode code) : Statement
{
    internal TrapCode Code { get; } = code;

    internal override bool EndsFlow => true;

    internal override void Accept(TreeVisitor visitor)
    {
    }
}

/// <summary>The target of branches: the end of a block, an <c>else</c>, or the start of a loop. The statements of a function are one flat
/// list in which <see cref="TargetLabel"/> says where a target is, so that deep nesting costs nothing and needs no recursion.</summary>
internal sealed class Target(int number)
{
    /// <summary>The number of the target among those of the function.</summary>
    internal int Number { get; } = number;

    /// <summary>The variables that a branch assigns before it leaves: the results of a block, the parameters of a loop.</summary>
    internal Variable[] Variables { get; set; } = [];

    /// <summary>True if a branch to it has been made. In what is left when parts were outlined there may be none.</summary>
    internal bool IsUsed { get; set; }

    /// <summary>The number of protected regions around it; a branch from deeper must leave them.</summary>
    internal int RegionDepth { get; init; }
}

/// <summary>The place of a target that is branched to from before.</summary>
internal sealed class TargetLabel(Target target) : Statement
{
    internal Target Target { get; } = target;

    internal override void Accept(TreeVisitor visitor) => visitor.OnLabel(Target);
}

/// <summary>The place of a target that is branched to from behind.</summary>
internal sealed class LoopStart(Target target) : Statement
{
    internal Target Target { get; } = target;

    internal override void Accept(TreeVisitor visitor) => visitor.OnLabel(Target);
}

/// <summary>The end of the loop's code: from here on its carried variables are free.</summary>
internal sealed class LoopEnd(Target target) : Statement
{
    internal Target Target { get; } = target;

    internal override void Accept(TreeVisitor visitor)
    {
    }
}

/// <summary>Goes to a target.</summary>
internal sealed class Branch(Target target) : Statement
{
    internal Target Target { get; } = target;

    internal override bool EndsFlow => true;

    internal override void Accept(TreeVisitor visitor) => visitor.OnBranch(Target);
}

/// <summary>Goes to a target if a condition holds, or when <paramref name="negated"/> if it does not.</summary>
internal sealed class BranchIf(Expression condition, Target target, bool negated = false) : Statement
{
    internal Expression Condition { get; set; } = condition;

    internal bool Negated { get; } = negated;

    internal Target Target { get; } = target;

    /// <summary>True if the module says that the branch is mostly taken, false if mostly not; null when it says nothing.</summary>
    internal bool? IsLikely { get; init; }

    internal override void Accept(TreeVisitor visitor)
    {
        Condition.Accept(visitor);
        visitor.OnBranch(Target);
    }
}

/// <summary>Goes to one of several targets by number; the last is for all other numbers.</summary>
internal sealed class BranchTable(Expression index, Target[] targets) : Statement
{
    internal Expression Index { get; set; } = index;

    internal Target[] Targets { get; } = targets;

    internal override bool EndsFlow => true;

    internal override void Accept(TreeVisitor visitor)
    {
        Index.Accept(visitor);
        foreach (var target in Targets)
        {
            visitor.OnBranch(target);
        }
    }
}

/// <summary>A region of statements whose exceptions are caught. The handler only keeps the exception and leaves for <see cref="Dispatch"/>,
/// which stands outside and does the rest.</summary>
internal sealed class ProtectedBlock(Variable exception, Target dispatch)
{
    /// <summary>The tags that are caught; null for all of them.</summary>
    internal HashSet<int>? Tags { get; set; } = [];

    /// <summary>Takes the exception.</summary>
    internal Variable Exception { get; } = exception;

    internal Target Dispatch { get; } = dispatch;
}

/// <summary>Begins the statements that a block protects.</summary>
internal sealed class TryStart(ProtectedBlock block) : Statement
{
    internal ProtectedBlock Block { get; } = block;

    internal override void Accept(TreeVisitor visitor) => visitor.OnBranch(Block.Dispatch);
}

/// <summary>Ends them. Nothing falls through to here: what goes on after the block branches.</summary>
internal sealed class TryEnd(ProtectedBlock block) : Statement
{
    internal ProtectedBlock Block { get; } = block;

    internal override bool EndsFlow => true;

    internal override void Accept(TreeVisitor visitor) => visitor.OnWrite(Block.Exception);
}

/// <summary>Throws an exception that is known not to be null.</summary>
internal sealed class Throw(Expression exception) : Statement
{
    internal Expression Exception { get; } = exception;

    internal override bool EndsFlow => true;

    internal override void Accept(TreeVisitor visitor) => Exception.Accept(visitor);
}

/// <summary>Leaves the function with its results.</summary>
internal sealed class Return(Expression[] values) : Statement
{
    internal Expression[] Values { get; } = values;

    internal override bool EndsFlow => true;

    internal override void Accept(TreeVisitor visitor) => visitor.Visit(Values);
}

/// <summary>Leaves the function by calling another in its place.</summary>
internal sealed class TailCall(Call call) : Statement
{
    internal Call Call { get; } = call;

    internal override bool EndsFlow => true;

    internal override void Accept(TreeVisitor visitor) => Call.Accept(visitor);
}
