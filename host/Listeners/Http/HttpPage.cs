namespace PluginHost.Host.Listeners.Http;

/// <summary>What a path of a small HTTP server answers to GET.</summary>
/// <param name="Path">Exact.</param>
/// <param name="ContentType">Of the answer.</param>
/// <param name="WriteAsync">Makes the answer, anew for each request; the token fires when the client goes away.</param>
internal sealed record HttpPage(string Path, string ContentType, Func<CancellationToken, Task<string>> WriteAsync);
