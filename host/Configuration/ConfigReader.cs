using Microsoft.Extensions.Logging;
using PluginHost.Logging;
using PluginHost.Toml;

namespace PluginHost.Host.Configuration;

/// <summary>
/// Reads a configuration file and what it imports, breadth first, each path once. Checks syntax, types of the top-level keys and versions;
/// unknown keys are named in warnings.
/// </summary>
internal sealed class ConfigReader(ILogger logger)
{
    /// <summary>Files in the order in which they are merged: a later one overrides.</summary>
    /// <param name="path">The first file.</param>
    /// <param name="missingIsFault">False: the file, and what files import, may be absent.</param>
    /// <exception cref="ConfigException">A file can't be read or used.</exception>
    public IReadOnlyList<ConfigFile> Read(string path, bool missingIsFault)
    {
        List<ConfigFile> files = [];
        Queue<(string Path, string? Importer)> queue = new([(path, null)]);
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (queue.TryDequeue(out (string Path, string? Importer) next))
        {
            if (!seen.Add(next.Path) || (!missingIsFault && !File.Exists(next.Path) && !Directory.Exists(next.Path)))
            {
                continue;
            }

            ConfigFile file = ReadOne(next.Path, next.Importer, out HostConfig content);
            files.Add(file);
            foreach (string import in content.Imports)
            {
                foreach (string target in ResolveImport(import, file.Path))
                {
                    queue.Enqueue((target, file.Path));
                }
            }
        }

        CheckVersions(files);
        return files;
    }

    private ConfigFile ReadOne(string path, string? importer, out HostConfig content)
    {
        TomlTable table = Parse(path, importer);
        ConfigBinder binder = new();
        content = (HostConfig)binder.Bind(new HostConfig(), table);
        foreach (UnknownKey key in binder.UnknownKeys)
        {
            logger.Warn(
                "Ignoring unknown key in TOML",
                ("column", key.Position.Column),
                ("error", UnknownKey.Reason),
                ("file", path),
                ("key", string.Join(' ', key.Path)),
                ("row", key.Position.Line));
        }

        if (binder.Faults.Count > 0)
        {
            foreach (ConfigFault fault in binder.Faults)
            {
                LogFault(path, fault.Position.Line, fault.Position.Column, fault.Reason);
            }

            throw new ConfigException(string.Join("; ", binder.Faults));
        }

        return new ConfigFile(path, table, content.Version);
    }

    private TomlTable Parse(string path, string? importer)
    {
        try
        {
            return TomlReader.Parse(ReadBytes(path), path);
        }
        catch (TomlException error)
        {
            LogFault(path, error.Line, error.Column, error.Reason);
            throw new ConfigException(
                $"failed to load TOML from {path}: failed to unmarshal TOML at row {error.Line} column {error.Column}: {error.Reason}",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string origin = importer is null ? "" : $" (imported by {importer})";
            throw new ConfigException($"{Reason(path, error)}{origin}", error);
        }
    }

    private static byte[] ReadBytes(string path)
        => Directory.Exists(path)
            ? throw new IOException($"failed to unmarshal TOML: toml: read {path}: is a directory")
            : File.ReadAllBytes(path);

    private static string Reason(string path, Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => $"open {path}: no such file or directory",
        UnauthorizedAccessException => $"open {path}: permission denied",
        _ => error.Message,
    };

    private static IEnumerable<string> ResolveImport(string import, string importer)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(importer)) ?? "/";
        string path = Path.GetFullPath(Path.IsPathRooted(import) ? import : Path.Combine(directory, import));
        return path.Contains('*', StringComparison.Ordinal) ? PathGlob.Match(path) : [path];
    }

    private static void CheckVersions(List<ConfigFile> files)
    {
        foreach (ConfigFile file in files)
        {
            if (file.Version is < 0 or > HostConfig.CurrentVersion)
            {
                throw new ConfigException(
                    $"failed to load TOML from {file.Path}: expected containerd config version equal to or less than "
                    + $"`{HostConfig.CurrentVersion}`, got `{file.Version}` (key version)");
            }
        }

        ConfigFile? root = files.Find(file => file.Version != 0);
        ConfigFile? newer = files.Find(file => root is not null && file.Version > root.Version);
        if (newer is not null)
        {
            throw new ConfigException(
                $"failed to load TOML from {newer.Path}: drop-in config version {newer.Version} higher than root config version "
                + $"{root!.Version} of {root.Path}");
        }
    }

    private void LogFault(string file, int row, int column, string reason)
        => logger.Error("Failure unmarshaling TOML", ("column", column), ("error", reason), ("file", file), ("row", row));
}
