namespace PluginHost.Testing;

/// <summary>Programs that tests drive: <c>ctr</c>, <c>containerd</c>, <c>runc</c>, <c>docker-registry</c>, and our own daemon.</summary>
public static class Tools
{
    /// <summary>The name under which tests require our own daemon: <c>out/bin/pluginhost</c>, or what <c>PLUGINHOST_BIN</c> names.</summary>
    public const string PluginHost = "pluginhost";

    private static readonly string[] SystemDirectories = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>The path of a program; null where it is not installed (for our daemon: not built).</summary>
    public static string? Find(string tool)
    {
        if (tool == PluginHost)
        {
            return FindPluginHost();
        }

        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':', StringSplitOptions.RemoveEmptyEntries);

        return path.Concat(SystemDirectories).Select(directory => Path.Join(directory, tool)).FirstOrDefault(File.Exists);
    }

    /// <summary>The path of a program in a directory, or of the installed one where the directory is not given.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static string Get(string tool, string? directory)
        => directory is null ? Get(tool)
            : File.Exists(Path.Join(directory, tool)) ? Path.Join(directory, tool)
            : throw new FileNotFoundException($"the program {tool} is not in {directory}", tool);

    /// <summary>The path of a program that the test declared with <see cref="RequiresFactAttribute"/>.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static string Get(string tool) => Find(tool) ?? throw new FileNotFoundException($"the program {tool} is not installed", tool);

    private static string? FindPluginHost()
    {
        string? named = Environment.GetEnvironmentVariable("PLUGINHOST_BIN");
        string[] candidates = named is { Length: > 0 } ? [named] : [RepositoryRoot.At("out", "bin", PluginHost)];

        return candidates.FirstOrDefault(File.Exists);
    }
}
