namespace Architecture.Tests.Tree;

/// <summary>The files of the repository that people write.</summary>
internal static class Repository
{
    private static readonly string[] NotWritten = ["bin", "obj", "out", "artifacts", "plugins.d", "TestResults"];
    private static readonly string[] ProductFolders = ["abstractions", "proto", "lib", "host", "plugins", "shim", "client"];
    private static readonly Lazy<string> FoundRoot = new(FindRoot);
    private static readonly Lazy<IReadOnlyList<SourceFile>> ReadSources = new(
        () => [.. Files(Root, "*.cs").Select(SourceFile.Read)]);
    private static readonly Lazy<IReadOnlyList<ProjectFile>> ReadProjects = new(
        () => [.. Files(Root, "*.csproj").Select(ProjectFile.Read)]);

    /// <summary>The directory of <c>Directory.Build.props</c>.</summary>
    public static string Root => FoundRoot.Value;

    /// <summary>Every C# file: product, tests, benchmarks, samples.</summary>
    public static IReadOnlyList<SourceFile> Sources => ReadSources.Value;

    /// <summary>The C# files of the daemon, its libraries, plugins and programs.</summary>
    public static IEnumerable<SourceFile> ProductSources => Sources.Where(source => IsProduct(source.Path));

    /// <summary>The projects of the daemon, its libraries, plugins and programs.</summary>
    public static IEnumerable<ProjectFile> ProductProjects => ReadProjects.Value.Where(project => IsProduct(project.Path));

    /// <summary>A path below the root as the rules and their exemptions write it: relative, with slashes.</summary>
    public static string Relative(string file) => Path.GetRelativePath(Root, file);

    private static bool IsProduct(string path) => ProductFolders.Contains(path.Split('/')[0]);

    private static IEnumerable<string> Files(string directory, string pattern)
        => Directory.EnumerateFiles(directory, pattern)
            .Concat(Directory.EnumerateDirectories(directory)
                .Where(child => !NotWritten.Contains(Path.GetFileName(child)) && !Path.GetFileName(child).StartsWith('.'))
                .SelectMany(child => Files(child, pattern)))
            .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Join(directory.FullName, "Directory.Build.props")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName
            ?? throw new DirectoryNotFoundException($"no Directory.Build.props above {AppContext.BaseDirectory}");
    }
}
