using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace Lanner.AspNetCore.Functions;

/// <summary>Describes functions in OpenAPI documents.</summary>
internal static class FunctionDocument
{
    private const string Json = "application/json", Octets = "application/octet-stream", Problem = "application/problem+json";

    /// <summary>Describes the endpoint of a function.</summary>
    /// <param name="operation">Takes the description.</param>
    /// <param name="guest">The name of the guest.</param>
    /// <param name="route">The path of the function.</param>
    /// <param name="function">The function.</param>
    internal static void Describe(OpenApiOperation operation, string guest, string route, GuestFunction function)
    {
        var schemas = new FunctionSchemas();
        operation.Summary ??= $"Calls {function.Path} of {guest}.";
        operation.OperationId ??= $"{guest}/{route}";
        operation.RequestBody = function.Parameters.Count == 0 ? null : BodyOf(schemas, function);
        operation.Responses = ResponsesOf(schemas, function);
    }

    private static OpenApiRequestBody BodyOf(FunctionSchemas schemas, GuestFunction function)
    {
        var members = function.Parameters.Index().Select(
            parameter => (parameter.Item.Name, (IOpenApiSchema)function.SchemaOf(schemas, parameter.Index), parameter.Item.IsOptional)).ToList();
        var content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            [Json] = new() { Schema = FunctionSchemas.OfObject(members) },
        };
        if (function.Parameters.Any(parameter => parameter.Form == ArgumentForm.Bytes))
        {
            content["multipart/form-data"] = new()
            {
                Schema = FunctionSchemas.OfObject(function.Parameters.Zip(members, (parameter, member) =>
                    (member.Name, parameter.Form == ArgumentForm.Bytes ? Binary() : member.Item2, member.IsOptional))),
            };
            AddWhole(content, function, ArgumentForm.Bytes, Octets, Binary());
        }

        AddWhole(content, function, ArgumentForm.Text, "text/plain", new OpenApiSchema { Type = JsonSchemaType.String });
        return new OpenApiRequestBody { Required = function.Parameters.Any(parameter => !parameter.IsOptional), Content = content };
    }

    /// <summary>Adds a type of body that is one argument, where the others can be left away.</summary>
    private static void AddWhole(
        Dictionary<string, OpenApiMediaType> content, GuestFunction function, ArgumentForm form, string type, IOpenApiSchema schema)
    {
        if (function.Parameters.Count(parameter => !parameter.IsOptional) == 1
            && function.Parameters.Any(parameter => parameter.Form == form))
        {
            content[type] = new() { Schema = schema };
        }
    }

    private static OpenApiResponses ResponsesOf(FunctionSchemas schemas, GuestFunction function)
    {
        var responses = new OpenApiResponses();
        if (function.SchemaOfResult(schemas) is { } result)
        {
            var content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [Json] = new() { Schema = result } };
            if (function.ReturnsBytes)
            {
                content[Octets] = new() { Schema = Binary() };
            }

            responses["200"] = new OpenApiResponse { Description = "The result.", Content = content };
        }
        else
        {
            responses["204"] = new OpenApiResponse { Description = "The function has returned." };
        }

        AddProblem(responses, StatusCodes.Status400BadRequest, "The arguments are wrong.");
        AddProblem(responses, StatusCodes.Status413PayloadTooLarge, "The body of the request is too long.");
        AddProblem(responses, StatusCodes.Status415UnsupportedMediaType, "The body is of a type that functions do not take.");
        if (function.SchemaOfError(schemas) is { } error)
        {
            AddProblem(responses, StatusCodes.Status422UnprocessableEntity, "The function has answered with an error.", error);
        }

        AddProblem(responses, StatusCodes.Status500InternalServerError, "The guest trapped, or has passed a limit.");
        AddProblem(responses, StatusCodes.Status503ServiceUnavailable, "The guest is busy.");
        AddProblem(responses, StatusCodes.Status504GatewayTimeout, "The guest has not answered in time.");
        return responses;
    }

    private static void AddProblem(OpenApiResponses responses, int status, string description, OpenApiSchema? error = null)
    {
        var schema = FunctionSchemas.OfProblem();
        if (error is not null)
        {
            schema.Properties!["error"] = error;
        }

        responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [Problem] = new() { Schema = schema } },
        };
    }

    private static OpenApiSchema Binary() => new() { Type = JsonSchemaType.String, Format = "binary" };
}
