using System.Text.Json;
using Microsoft.Extensions.Logging;
using PluginHost.Containers;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Images;
using PluginHost.Logging;
using PluginHost.Metadata;
using PluginHost.Oci;

namespace PluginHost.Plugins.GrpcServices.Containers;

/// <summary>
/// Older clients copy the labels of an image's configuration onto its containers. Labels whose names are the daemon's own would be orders
/// then, from whoever made the image: <c>containerd.io/restart.loguri</c> runs a program on the host (CVE-2026-53488). Those that the image
/// has are dropped. The documents are searched without regard to the names of their fields, which Go reads in any case.
/// </summary>
internal sealed class ReservedLabels(IMetadata metadata, RequestScope scope, ILogger logger)
{
    private const int MostDocuments = 256;
    private const int LargestDocument = 8 * 1024 * 1024;
    private const string Layers = "layers";

    private static readonly string[] Prefixes = ["containerd.io/", "io.cri-containerd"];

    /// <summary>The container without the reserved labels that its image has.</summary>
    public async Task<ContainerRecord> WithoutThoseOfImageAsync(ContainerRecord container, CancellationToken cancellationToken)
    {
        if (container.Image.Length == 0 || !container.Labels.Keys.Any(IsReserved) || await FindImageAsync(container.Image, cancellationToken) is not { } image)
        {
            return container;
        }

        HashSet<(string Key, string Value)>? ofImage = await ReadAsync(image.Target.Digest, cancellationToken);
        Dictionary<string, string> kept = new(container.Labels);
        foreach ((string key, string value) in container.Labels)
        {
            if (IsReserved(key) && ofImage?.Contains((key, value)) != false)
            {
                kept.Remove(key);
                logger.Warn("a reserved label that comes out of the image is dropped", ("id", container.Id), ("image", image.Name), ("label", key));
            }
        }

        return container with { Labels = kept };
    }

    private static bool IsReserved(string key) => Prefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal));

    private async Task<ImageRecord?> FindImageAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await metadata.Images(scope).GetAsync(name, cancellationToken);
        }
        catch (DaemonException error) when (error.Kind == ErrorKind.NotFound)
        {
            // The name of an image is free text: there is none whose labels could have been copied.
            return null;
        }
    }

    // Every pair of a reserved name and a text in the documents of the image; null if they are too many, too large or too odd to tell: what
    // we can't read, a client may.
    private async Task<HashSet<(string Key, string Value)>?> ReadAsync(Digest target, CancellationToken cancellationToken)
    {
        HashSet<(string Key, string Value)> labels = [];
        HashSet<Digest> seen = [target];
        Queue<Digest> waiting = new(seen);
        while (waiting.TryDequeue(out Digest digest))
        {
            byte[]? blob = await ReadBlobAsync(digest, cancellationToken);
            if (blob is null)
            {
                continue;
            }

            if (blob.Length > LargestDocument || seen.Count > MostDocuments || !TryWalk(blob, labels, out List<Digest> digests))
            {
                return null;
            }

            foreach (Digest next in digests.Where(seen.Add))
            {
                waiting.Enqueue(next);
            }
        }

        return labels;
    }

    // Null for a blob that is not there, such as the manifest of another platform; longer than allowed for one that is too large.
    private async Task<byte[]?> ReadBlobAsync(Digest digest, CancellationToken cancellationToken)
    {
        try
        {
            await using IBlobReader reader = await metadata.Content(scope).OpenReaderAsync(digest, cancellationToken);
            byte[] bytes = new byte[Math.Min(reader.Size, LargestDocument + 1)];
            for (int offset = 0, count = 1; offset < bytes.Length && count > 0; offset += count)
            {
                count = await reader.ReadAsync(bytes.AsMemory(offset), offset, cancellationToken);
            }

            return bytes;
        }
        catch (DaemonException error) when (error.Kind == ErrorKind.NotFound)
        {
            return null;
        }
    }

    private static bool TryWalk(byte[] json, HashSet<(string Key, string Value)> labels, out List<Digest> digests)
    {
        digests = [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            Walk(document.RootElement, "", digests, labels);
            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Too deep, not UTF-8, or no JSON at all.
            return false;
        }
    }

    private static void Walk(JsonElement element, string name, List<Digest> digests, HashSet<(string Key, string Value)> labels)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in element.EnumerateObject().Where(property => !property.Name.Equals(Layers, StringComparison.OrdinalIgnoreCase)))
            {
                Walk(property.Value, property.Name, digests, labels);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                Walk(item, "", digests, labels);
            }
        }
        else if (element.ValueKind == JsonValueKind.String)
        {
            string text = element.GetString() ?? "";
            if (IsReserved(name))
            {
                labels.Add((name, text));
            }
            else if (Digest.TryParse(text, out Digest digest))
            {
                digests.Add(digest);
            }
        }
    }
}
