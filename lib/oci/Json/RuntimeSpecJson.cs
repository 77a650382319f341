namespace PluginHost.Oci.Json;

/// <summary>A runtime specification as it is written, down to the members that are looked at.</summary>
internal sealed class RuntimeSpecJson
{
    public string? OciVersion { get; set; }

    public ProcessJson? Process { get; set; }

    public RootJson? Root { get; set; }

    public Dictionary<string, string?>? Annotations { get; set; }

    public LinuxJson? Linux { get; set; }

    public RuntimeSpec ToSpec() => new()
    {
        OciVersion = OciVersion ?? "",
        Terminal = Process?.Terminal ?? false,
        RootPath = Root?.Path ?? "",
        RootReadonly = Root?.Readonly ?? false,
        Annotations = DocumentReader.Map(Annotations),
        CgroupsPath = Linux?.CgroupsPath ?? "",
        MountLabel = Linux?.MountLabel ?? "",
        Namespaces = DocumentReader.List(Linux?.Namespaces, "linux.namespaces", (entry, _) => entry.ToNamespace()),
        UidMappings = DocumentReader.List(Linux?.UidMappings, "linux.uidMappings", (entry, _) => entry.ToMapping()),
        GidMappings = DocumentReader.List(Linux?.GidMappings, "linux.gidMappings", (entry, _) => entry.ToMapping()),
    };

    internal sealed class ProcessJson
    {
        public bool Terminal { get; set; }
    }

    internal sealed class RootJson
    {
        public string? Path { get; set; }

        public bool Readonly { get; set; }
    }

    internal sealed class LinuxJson
    {
        public string? CgroupsPath { get; set; }

        public string? MountLabel { get; set; }

        public List<NamespaceJson?>? Namespaces { get; set; }

        public List<MappingJson?>? UidMappings { get; set; }

        public List<MappingJson?>? GidMappings { get; set; }
    }

    internal sealed class NamespaceJson
    {
        public string? Type { get; set; }

        public string? Path { get; set; }

        public SpecNamespace ToNamespace() => new(Type ?? "", Path ?? "");
    }

    internal sealed class MappingJson
    {
        public uint ContainerId { get; set; }

        public uint HostId { get; set; }

        public uint Size { get; set; }

        public SpecIdMapping ToMapping() => new(ContainerId, HostId, Size);
    }
}
