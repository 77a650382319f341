using System.Text.Json;
using System.Text.Json.Serialization;

namespace PluginHost.Oci.Json;

/// <summary>An image configuration as it is written; the platform's members lie beside the others.</summary>
internal sealed class ImageConfigJson : PlatformJson
{
    public string? Created { get; set; }

    public string? Author { get; set; }

    public RunConfigJson? Config { get; set; }

    public RootFsJson? RootFs { get; set; }

    public List<HistoryJson?>? History { get; set; }

    public ImageConfig ToConfig() => new()
    {
        Created = Created ?? "",
        Author = Author ?? "",
        Platform = ToPlatform("config"),
        Run = Config?.ToRunConfig() ?? new ImageRunConfig(),
        RootFsType = RootFs?.Type ?? "",
        DiffIds = DocumentReader.List(
            RootFs?.DiffIds, "rootfs.diff_ids", (text, where) => new DiffId(DocumentReader.ParseDigest(text, where))),
        History = DocumentReader.List(History, "history", (entry, _) => entry.ToHistory()),
    };

    internal sealed class RootFsJson
    {
        public string? Type { get; set; }

        [JsonPropertyName("diff_ids")]
        public List<string?>? DiffIds { get; set; }
    }

    internal sealed class HistoryJson
    {
        public string? Created { get; set; }

        [JsonPropertyName("created_by")]
        public string? CreatedBy { get; set; }

        public string? Author { get; set; }

        public string? Comment { get; set; }

        [JsonPropertyName("empty_layer")]
        public bool EmptyLayer { get; set; }

        public ImageHistory ToHistory() => new()
        {
            Created = Created ?? "",
            CreatedBy = CreatedBy ?? "",
            Author = Author ?? "",
            Comment = Comment ?? "",
            EmptyLayer = EmptyLayer,
        };
    }

    internal sealed class RunConfigJson
    {
        public string? User { get; set; }

        public Dictionary<string, JsonElement>? ExposedPorts { get; set; }

        public List<string?>? Env { get; set; }

        public List<string?>? Entrypoint { get; set; }

        public List<string?>? Cmd { get; set; }

        public Dictionary<string, JsonElement>? Volumes { get; set; }

        public string? WorkingDir { get; set; }

        public Dictionary<string, string?>? Labels { get; set; }

        public string? StopSignal { get; set; }

        public bool ArgsEscaped { get; set; }

        public ImageRunConfig ToRunConfig() => new()
        {
            User = User ?? "",
            ExposedPorts = Keys(ExposedPorts),
            Env = DocumentReader.Strings(Env, "config.Env"),
            Entrypoint = DocumentReader.Strings(Entrypoint, "config.Entrypoint"),
            Cmd = DocumentReader.Strings(Cmd, "config.Cmd"),
            Volumes = Keys(Volumes),
            WorkingDir = WorkingDir ?? "",
            Labels = DocumentReader.Map(Labels),
            StopSignal = StopSignal ?? "",
            ArgsEscaped = ArgsEscaped,
        };

        // Sets are written as maps to empty objects.
        private static string[] Keys(Dictionary<string, JsonElement>? set)
            => set is null ? [] : [.. set.Keys.Order(StringComparer.Ordinal)];
    }
}
