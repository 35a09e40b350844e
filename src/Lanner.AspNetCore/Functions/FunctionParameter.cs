namespace Lanner.AspNetCore.Functions;

/// <summary>The forms in which an argument can come beside JSON.</summary>
internal enum ArgumentForm
{
    /// <summary>None.</summary>
    Json,

    /// <summary>Bytes: the type is <c>list&lt;u8&gt;</c>.</summary>
    Bytes,

    /// <summary>A text: the type is <c>string</c>.</summary>
    Text,
}

/// <summary>A parameter of a function.</summary>
/// <param name="Name">The name.</param>
/// <param name="Form">The form in which its argument can come beside JSON.</param>
/// <param name="IsOptional">True if the argument can be left away.</param>
internal sealed record FunctionParameter(string Name, ArgumentForm Form, bool IsOptional);
