namespace Lanner.Compilation.Tree;

/// <summary>Learns what statements and expressions do with variables, targets and memories, in the order in which they do it. Everything
/// inside an expression is evaluated: there is no choice but by branches.</summary>
internal abstract class TreeVisitor
{
    internal virtual void OnRead(Variable variable)
    {
    }

    internal virtual void OnWrite(Variable variable)
    {
    }

    /// <summary>The value, which was evaluated, is assigned; <see cref="OnWrite"/> follows.</summary>
    internal virtual void OnAssign(Variable variable, Expression value)
    {
    }

    /// <summary>Control may go there.</summary>
    internal virtual void OnBranch(Target target)
    {
    }

    /// <summary>The target is here.</summary>
    internal virtual void OnLabel(Target target)
    {
    }

    /// <summary>The base of the memory is used.</summary>
    internal virtual void OnMemory(int memoryIndex)
    {
    }

    /// <summary>A function of a guest or of the host is called.</summary>
    internal virtual void OnCall()
    {
    }

    internal void Visit(ReadOnlySpan<Expression> expressions)
    {
        foreach (var expression in expressions)
        {
            expression.Accept(this);
        }
    }
}
