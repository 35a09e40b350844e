using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Lanner.AspNetCore.Functions;

/// <summary>The body of a request for a function, read to its end: JSON, bytes, a text, or a form.</summary>
internal sealed class RequestContent
{
    /// <summary>The most bytes of a body, where the server sets no limit: as many as a store copies into a guest by default.</summary>
    private const int MaximumBytes = 128 << 20;

    /// <summary>Types are at most 100 deep, and a map is an array of arrays.</summary>
    private static readonly JsonDocumentOptions JsonRules = new() { MaxDepth = 202, AllowDuplicateProperties = false };

    private readonly ContentKind _kind;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _parts = new(StringComparer.Ordinal);

    private RequestContent(ContentKind kind, ReadOnlyMemory<byte> bytes)
    {
        _kind = kind;
        _bytes = bytes;
    }

    private enum ContentKind
    {
        Json,
        Bytes,
        Text,
        Form,
    }

    /// <summary>Reads the body of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The content; null if it is of a type that functions do not take.</returns>
    /// <exception cref="BadHttpRequestException">The body is too long, or no form.</exception>
    internal static async Task<RequestContent?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.HasFormContentType)
        {
            return await ReadFormAsync(request, cancellation).ConfigureAwait(false);
        }

        var bytes = await ReadAllAsync(request.Body, cancellation).ConfigureAwait(false);
        return KindOf(request, bytes.Length) is { } kind ? new RequestContent(kind, bytes) : null;
    }

    /// <summary>Makes the arguments of a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="errors">Takes what is wrong, by the names of parameters, and by <c>""</c> for all.</param>
    /// <returns>The arguments; not to be used where there are errors.</returns>
    internal FunctionArguments ToArguments(GuestFunction function, Dictionary<string, string[]> errors)
    {
        var arguments = function.NewArguments();
        var given = new bool[function.Parameters.Count];
        switch (_kind)
        {
            case ContentKind.Json:
                SetJson(function, arguments, given, errors);
                break;
            case ContentKind.Form:
                SetParts(function, arguments, given, errors);
                break;
            default:
                SetWhole(function, arguments, given, errors);
                break;
        }

        for (var index = 0; index < given.Length; index++)
        {
            var parameter = function.Parameters[index];
            if (!given[index] && !parameter.IsOptional && errors.Count == 0)
            {
                errors[parameter.Name] = ["The argument is missing."];
            }
        }

        return arguments;
    }

    private static ContentKind? KindOf(HttpRequest request, int length)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return length == 0 || string.IsNullOrEmpty(request.ContentType) ? ContentKind.Json : null;
        }

        return type switch
        {
            _ when type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase) => ContentKind.Json,
            _ when type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase) => ContentKind.Bytes,
            _ when type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase) => ContentKind.Text,
            _ => null,
        };
    }

    private static async Task<RequestContent> ReadFormAsync(HttpRequest request, CancellationToken cancellation)
    {
        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(cancellation).ConfigureAwait(false);
        }
        catch (InvalidDataException error)
        {
            throw new BadHttpRequestException(error.Message, StatusCodes.Status400BadRequest, error);
        }

        var content = new RequestContent(ContentKind.Form, default);
        foreach (var (name, values) in form)
        {
            content._parts[name] = Encoding.UTF8.GetBytes(values.ToString());
        }

        foreach (var file in form.Files)
        {
            var stream = file.OpenReadStream();
            await using (stream.ConfigureAwait(false))
            {
                content._parts[file.Name] = await ReadAllAsync(stream, cancellation).ConfigureAwait(false);
            }
        }

        return content;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAllAsync(Stream stream, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var count)
        {
            if (bytes.Length + count > MaximumBytes)
            {
                throw new BadHttpRequestException(
                    $"The body has more than {MaximumBytes} bytes.", StatusCodes.Status413PayloadTooLarge);
            }

            bytes.Write(buffer, 0, count);
        }

        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    /// <summary>Sets the arguments of an array, in the order of the parameters, or of an object, by their names.</summary>
    private void SetJson(GuestFunction function, FunctionArguments arguments, bool[] given, Dictionary<string, string[]> errors)
    {
        if (_bytes.IsEmpty)
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(_bytes, JsonRules);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == given.Length)
            {
                foreach (var (index, element) in root.EnumerateArray().Index())
                {
                    Set(function, arguments, given, errors, index, element);
                }
            }
            else if (root.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in root.EnumerateObject())
                {
                    SetNamed(function, errors, member.Name, index => Set(function, arguments, given, errors, index, member.Value));
                }
            }
            else
            {
                errors[""] = [$"Expected an object with the arguments by their names, or an array of {given.Length}."];
            }
        }
        catch (JsonException error)
        {
            errors[""] = [$"This is no JSON: {error.Message}"];
        }
    }

    private void SetParts(GuestFunction function, FunctionArguments arguments, bool[] given, Dictionary<string, string[]> errors)
    {
        foreach (var (name, bytes) in _parts)
        {
            SetNamed(function, errors, name, index =>
            {
                if (function.Parameters[index].Form != ArgumentForm.Json)
                {
                    SetWhole(function, arguments, given, errors, index, bytes);
                    return;
                }

                try
                {
                    using var document = JsonDocument.Parse(bytes, JsonRules);
                    Set(function, arguments, given, errors, index, document.RootElement);
                }
                catch (JsonException error)
                {
                    errors[name] = [$"This is no JSON: {error.Message}"];
                }
            });
        }
    }

    /// <summary>Sets the one argument that the body is.</summary>
    private void SetWhole(GuestFunction function, FunctionArguments arguments, bool[] given, Dictionary<string, string[]> errors)
    {
        var form = _kind == ContentKind.Bytes ? ArgumentForm.Bytes : ArgumentForm.Text;
        var index = function.Parameters.Index().FirstOrDefault(parameter => parameter.Item.Form == form, (-1, null!)).Index;
        if (index >= 0)
        {
            SetWhole(function, arguments, given, errors, index, _bytes);
        }
        else
        {
            errors[""] = [form == ArgumentForm.Bytes ? "The function takes no bytes." : "The function takes no text."];
        }
    }

    private static void SetWhole(
        GuestFunction function, FunctionArguments arguments, bool[] given, Dictionary<string, string[]> errors, int index,
        ReadOnlyMemory<byte> bytes)
    {
        given[index] = true;
        if (function.Parameters[index].Form == ArgumentForm.Bytes)
        {
            arguments.Set(index, bytes.Span);
        }
        else if (Utf8.IsValid(bytes.Span))
        {
            arguments.Set(index, Encoding.UTF8.GetString(bytes.Span));
        }
        else
        {
            errors[function.Parameters[index].Name] = ["The text is not UTF-8."];
        }
    }

    private static void SetNamed(GuestFunction function, Dictionary<string, string[]> errors, string name, Action<int> set)
    {
        var index = function.Parameters.Index().FirstOrDefault(parameter => parameter.Item.Name == name, (-1, null!)).Index;
        if (index >= 0)
        {
            set(index);
        }
        else
        {
            errors[name] = ["The function has no such parameter."];
        }
    }

    private static void Set(
        GuestFunction function, FunctionArguments arguments, bool[] given, Dictionary<string, string[]> errors, int index,
        JsonElement value)
    {
        given[index] = true;
        try
        {
            arguments.Set(index, value);
        }
        catch (ArgumentValueException error)
        {
            errors[function.Parameters[index].Name] = [error.Message];
        }
    }
}
