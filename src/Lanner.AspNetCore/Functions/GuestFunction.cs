using System.Text.Json;
using Lanner.Hosting;
using Microsoft.OpenApi;

namespace Lanner.AspNetCore.Functions;

/// <summary>A function that a guest exports, with values as JSON.</summary>
/// <param name="path">The name by which the instance has it.</param>
/// <param name="parameters">The parameters.</param>
internal abstract class GuestFunction(string path, IReadOnlyList<FunctionParameter> parameters)
{
    /// <summary>The name by which the instance has it.</summary>
    internal string Path => path;

    /// <summary>The parameters.</summary>
    internal IReadOnlyList<FunctionParameter> Parameters => parameters;

    /// <summary>True if the result can be bytes.</summary>
    internal virtual bool ReturnsBytes => false;

    /// <summary>Begins a list of arguments.</summary>
    internal abstract FunctionArguments NewArguments();

    /// <summary>Calls the function.</summary>
    /// <param name="lease">The instance.</param>
    /// <param name="arguments">All arguments, of <see cref="NewArguments"/>.</param>
    internal abstract Task<FunctionResult> CallAsync(GuestLease lease, FunctionArguments arguments);

    /// <summary>The schema of an argument.</summary>
    /// <param name="schemas">Makes schemas.</param>
    /// <param name="index">The number of the parameter.</param>
    internal abstract OpenApiSchema SchemaOf(FunctionSchemas schemas, int index);

    /// <summary>The schema of the result; null if there is none.</summary>
    /// <param name="schemas">Makes schemas.</param>
    internal abstract OpenApiSchema? SchemaOfResult(FunctionSchemas schemas);

    /// <summary>The schema of the error with which the function answers; null if it does not.</summary>
    /// <param name="schemas">Makes schemas.</param>
    internal virtual OpenApiSchema? SchemaOfError(FunctionSchemas schemas) => null;
}

/// <summary>The arguments of one call.</summary>
internal abstract class FunctionArguments
{
    /// <summary>Sets an argument.</summary>
    /// <param name="index">The number of the parameter.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentValueException">The value is not of the parameter's type.</exception>
    internal abstract void Set(int index, JsonElement value);

    /// <summary>Sets an argument of the form <see cref="ArgumentForm.Bytes"/>.</summary>
    internal abstract void Set(int index, ReadOnlySpan<byte> bytes);

    /// <summary>Sets an argument of the form <see cref="ArgumentForm.Text"/>.</summary>
    /// <exception cref="ArgumentValueException">The text has half a surrogate pair.</exception>
    internal abstract void Set(int index, string text);
}

/// <summary>The result of a call.</summary>
/// <param name="IsError">True if it is an error that the guest has answered with.</param>
/// <param name="Bytes">The bytes, where it is some.</param>
/// <param name="WriteJson">Writes it as JSON; null where there is none.</param>
internal sealed record FunctionResult(bool IsError, ReadOnlyMemory<byte>? Bytes, Action<Utf8JsonWriter>? WriteJson);

/// <summary>Thrown when a value is not of a parameter's type.</summary>
/// <param name="message">The message.</param>
internal sealed class ArgumentValueException(string message) : Exception(message);
