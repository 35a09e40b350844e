using Lanner.Runtime;

namespace Lanner;

/// <summary>A function: a guest's or the host's. Also what a <c>funcref</c> refers to.</summary>
public sealed class Function
{
    /// <summary>The address of the code, for a managed <c>calli</c> with the state first. Compiled code reads this.</summary>
    internal nint Code;

    /// <summary>The first argument of the code. Compiled code reads this.</summary>
    internal InstanceState State;

    /// <summary>The canonical type. Compiled code compares it with the type that a call expects.</summary>
    internal readonly FunctionType ExactType;

    internal Function(FunctionType type, InstanceState state, nint code)
    {
        ExactType = type;
        State = state;
        Code = code;
    }

    /// <summary>The function's type.</summary>
    public FunctionType Type => ExactType;
}
