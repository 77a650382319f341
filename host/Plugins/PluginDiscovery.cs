using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Logging;

namespace PluginHost.Host.Plugins;

/// <summary>
/// Finds the assemblies with plugins in plugin directories: folders that the build marked as shipped, a vendor's folder with its
/// assemblies, and assemblies that lie in the directory itself. Nothing is loaded. What can't be used becomes a row of the registry.
/// </summary>
internal sealed class PluginDiscovery(FileTrust trust, PluginRegistry registry, ILogger logger)
{
    /// <summary>The file that marks a shipped folder; its text is the name of the assembly.</summary>
    public const string ShippedMark = "builtin";

    /// <summary>In the order of the directories, within one by name.</summary>
    public IReadOnlyList<PluginAssembly> Find(IEnumerable<string> directories)
    {
        List<PluginAssembly> found = [];
        foreach (string directory in directories.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal))
        {
            if (!Directory.Exists(directory))
            {
                logger.Warn("plugin directory is not there", ("path", directory));
            }
            else if (IsTrusted(directory))
            {
                found.AddRange(FindIn(directory));
            }
        }

        return found;
    }

    private List<PluginAssembly> FindIn(string directory)
    {
        List<PluginAssembly> found = [];
        foreach (string folder in Directory.GetDirectories(directory).Where(IsVisible).Order(StringComparer.Ordinal))
        {
            if (IsTrusted(folder))
            {
                found.AddRange(FindInFolder(folder));
            }
        }

        List<string> files = Assemblies(directory);
        HashSet<string> dependencies = [];
        List<(string File, AssemblyFacts Facts)> readable = Read(files, dependencies);
        foreach ((string file, AssemblyFacts facts) in readable)
        {
            if (facts.IsPlugin)
            {
                AddIfFit(found, file, facts);
            }
            else if (!dependencies.Contains(facts.Name))
            {
                Refuse(file, "no [assembly: Plugin(...)] attribute names its entry type");
            }
        }

        return found;
    }

    private List<PluginAssembly> FindInFolder(string folder)
    {
        string mark = Path.Combine(folder, ShippedMark);
        if (File.Exists(mark))
        {
            string file = Path.Combine(folder, File.ReadAllText(mark).Trim());
            return IsTrusted(mark) && IsTrusted(file) ? [new PluginAssembly(file, IsShipped: true)] : [];
        }

        List<string> files = Assemblies(folder);
        List<(string File, AssemblyFacts Facts)> readable = Read(files, []);
        List<PluginAssembly> found = [];
        bool hasPlugin = false;
        foreach ((string file, AssemblyFacts facts) in readable.Where(candidate => candidate.Facts.IsPlugin))
        {
            hasPlugin = true;
            AddIfFit(found, file, facts);
        }

        if (!hasPlugin && readable.Count == files.Count)
        {
            Refuse(folder, files.Count == 0 ? "the folder has no assembly" : "no assembly in it has an [assembly: Plugin(...)] attribute");
        }

        return found;
    }

    private void AddIfFit(List<PluginAssembly> found, string file, AssemblyFacts facts)
    {
        string? fault = AssemblyFit.Fault(facts);
        if (fault is null)
        {
            found.Add(new PluginAssembly(file, IsShipped: false));
        }
        else
        {
            Refuse(file, fault);
        }
    }

    /// <summary>Reads what can be trusted and read; the rest becomes rows.</summary>
    private List<(string File, AssemblyFacts Facts)> Read(List<string> files, HashSet<string> dependencies)
    {
        List<(string, AssemblyFacts)> readable = [];
        foreach (string file in files.Where(IsTrusted))
        {
            try
            {
                AssemblyFacts facts = AssemblyFacts.Read(file);
                readable.Add((file, facts));
                dependencies.UnionWith(facts.References.Select(reference => reference.Name));
            }
            catch (Exception error) when (error is BadImageFormatException or IOException or UnauthorizedAccessException)
            {
                Refuse(file, $"is no .NET assembly: {error.Message}", error);
            }
        }

        return readable;
    }

    private bool IsTrusted(string path)
    {
        try
        {
            string? fault = trust.Fault(path);
            if (fault is null)
            {
                return true;
            }

            Refuse(path, $"refused: {fault}");
        }
        catch (LinuxException error)
        {
            Refuse(path, error.Message, error);
        }

        return false;
    }

    private void Refuse(string path, string reason, Exception? cause = null)
    {
        logger.Warn("plugin assembly can not be used", ("error", reason), ("path", path));
        registry.AddFailure(path, new DaemonException(ErrorKind.Unknown, $"{path}: {reason}", cause));
    }

    private static bool IsVisible(string path) => !Path.GetFileName(path.AsSpan()).StartsWith('.');

    private static List<string> Assemblies(string directory)
        => [.. Directory.GetFiles(directory, "*.dll").Where(IsVisible).Order(StringComparer.Ordinal)];
}
