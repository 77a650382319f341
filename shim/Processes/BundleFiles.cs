using System.Globalization;
using System.Text;
using System.Text.Json;
using PluginHost.Shim.Messages;

namespace PluginHost.Shim.Processes;

/// <summary>The files of a bundle that the shim reads and writes.</summary>
internal static class BundleFiles
{
    private const string OptionsFile = "options.json";
    private const string RuntimeFile = "runtime";

    /// <summary>Writes what the <c>delete</c> command needs when this process is gone.</summary>
    public static void WriteOptions(string bundle, RuncOptions options)
    {
        PrivateFile.Write(Path.Join(bundle, OptionsFile), Encoding.UTF8.GetBytes(ToJson(options)));
        PrivateFile.Write(Path.Join(bundle, RuntimeFile), Encoding.UTF8.GetBytes(options.BinaryName));
    }

    /// <summary>The options as they were at the creation; defaults if they are missing.</summary>
    public static RuncOptions ReadOptions(string bundle)
    {
        string options = Path.Join(bundle, OptionsFile);
        string runtime = Path.Join(bundle, RuntimeFile);
        RuncOptions result = File.Exists(options) ? FromJson(File.ReadAllBytes(options)) : new RuncOptions();

        return File.Exists(runtime) ? result with { BinaryName = File.ReadAllText(runtime) } : result;
    }

    /// <summary>The annotations of config.json; none if it is missing.</summary>
    public static IReadOnlyDictionary<string, string> ReadAnnotations(string bundle)
    {
        Dictionary<string, string> annotations = [];
        string path = Path.Join(bundle, "config.json");
        if (!File.Exists(path))
        {
            return annotations;
        }

        Utf8JsonReader reader = new(File.ReadAllBytes(path));
        if (EnterProperty(ref reader, "annotations"u8))
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string key = reader.GetString()!;
                reader.Read();
                annotations[key] = reader.TokenType == JsonTokenType.String ? reader.GetString()! : string.Empty;
            }
        }

        return annotations;
    }

    /// <summary>Whether the end of the init does not end the other processes: it is not alone at the head of a new pid namespace.</summary>
    public static bool SharesPidNamespace(string bundle)
    {
        try
        {
            Utf8JsonReader reader = new(File.ReadAllBytes(Path.Join(bundle, "config.json")));

            return !EnterProperty(ref reader, "linux"u8) || !EnterNested(ref reader, "namespaces"u8) || !HasNewPidNamespace(ref reader);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return true;
        }
    }

    // From the start of the document into the object that the property is.
    private static bool EnterProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
        => reader.Read() && reader.TokenType == JsonTokenType.StartObject && EnterNested(ref reader, name);

    private static bool EnterNested(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.ValueTextEquals(name);
            if (found)
            {
                return reader.Read() && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            }

            reader.Skip();
        }

        return false;
    }

    private static bool HasNewPidNamespace(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            bool isPid = false;
            bool hasPath = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool type = reader.ValueTextEquals("type"u8);
                bool path = reader.ValueTextEquals("path"u8);
                reader.Read();
                isPid |= type && reader.ValueTextEquals("pid"u8);
                hasPath |= path && !reader.ValueTextEquals(""u8);
            }

            if (isPid && !hasPath)
            {
                return true;
            }
        }

        return false;
    }

    private static string ToJson(RuncOptions options)
    {
        List<string> fields = [];
        Flag("no_pivot_root", options.NoPivotRoot);
        Flag("no_new_keyring", options.NoNewKeyring);
        Text("shim_cgroup", options.ShimCgroup);
        Number("io_uid", options.IoUid);
        Number("io_gid", options.IoGid);
        Text("binary_name", options.BinaryName);
        Text("root", options.Root);
        Flag("systemd_cgroup", options.SystemdCgroup);
        Text("criu_image_path", options.CriuImagePath);
        Text("criu_work_path", options.CriuWorkPath);

        return $"{{{string.Join(',', fields)}}}";

        void Flag(string name, bool value) => Add(name, value ? "true" : null);
        void Number(string name, uint value) => Add(name, value == 0 ? null : value.ToString(CultureInfo.InvariantCulture));
        void Text(string name, string value) => Add(name, value.Length == 0 ? null : Json.Quote(value));
        void Add(string name, string? value)
        {
            if (value is not null)
            {
                fields.Add($"\"{name}\":{value}");
            }
        }
    }

    // Only what the deletion needs.
    private static RuncOptions FromJson(byte[] json)
    {
        string root = string.Empty;
        bool systemd = false;
        Utf8JsonReader reader = new(json);
        _ = reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isRoot = reader.ValueTextEquals("root"u8);
            bool isSystemd = reader.ValueTextEquals("systemd_cgroup"u8);
            reader.Read();
            root = isRoot && reader.TokenType == JsonTokenType.String ? reader.GetString()! : root;
            systemd |= isSystemd && reader.TokenType == JsonTokenType.True;
            reader.Skip();
        }

        return new RuncOptions { Root = root, SystemdCgroup = systemd };
    }
}
