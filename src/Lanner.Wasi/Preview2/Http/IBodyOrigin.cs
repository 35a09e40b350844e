namespace Lanner.Wasi.Preview2.Http;

/// <summary>The host's side of a body that comes in.</summary>
internal interface IBodyOrigin
{
    /// <summary>The bytes.</summary>
    Stream Stream { get; }

    /// <summary>The trailers, asked for after the end; null for none.</summary>
    FieldList? Trailers { get; }

    /// <summary>Says why a read has failed.</summary>
    HttpError Explain(Exception exception);

    /// <summary>Ends the body: nothing is read from it any more.</summary>
    void Close();
}
