using System.Xml.Linq;

namespace Architecture.Tests.Tree;

/// <summary>What a project says of itself and of what it uses. Directories are relative to the root of the repository.</summary>
internal sealed record ProjectFile(
    string Path,
    string RootNamespace,
    string AssemblyName,
    IReadOnlyList<string> References,
    IReadOnlyList<string> Packages,
    IReadOnlyList<string> Frameworks,
    bool AllowsUnsafeBlocks)
{
    /// <summary>The directory of the project: its name in the rules.</summary>
    public string Area => System.IO.Path.GetDirectoryName(Path)!;

    public static ProjectFile Read(string file)
    {
        XElement root = XDocument.Load(file).Root!;
        string name = System.IO.Path.GetFileNameWithoutExtension(file);
        string directory = System.IO.Path.GetDirectoryName(file)!;

        return new ProjectFile(
            Repository.Relative(file),
            Property(root, "RootNamespace") ?? name,
            Property(root, "AssemblyName") ?? name,
            [.. Includes(root, "ProjectReference").SelectMany(include => Expand(directory, include))],
            [.. Includes(root, "PackageReference")],
            [.. Includes(root, "FrameworkReference"), .. root.Attribute("Sdk")?.Value == "Microsoft.NET.Sdk.Web" ? ["Microsoft.AspNetCore.App"] : Array.Empty<string>()],
            Property(root, "AllowUnsafeBlocks") == "true");
    }

    private static string? Property(XElement root, string name)
        => root.Elements("PropertyGroup").Elements(name).LastOrDefault()?.Value;

    private static IEnumerable<string> Includes(XElement root, string item)
        => root.Descendants(item).Select(element => element.Attribute("Include")?.Value).OfType<string>()
            .SelectMany(include => include.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    // A reference is a path to a project, or a pattern whose directory or file part has a star.
    private static IEnumerable<string> Expand(string directory, string include)
    {
        string[] parts = include.Replace('\\', '/').Split('/');
        IEnumerable<string> found = [directory];
        foreach (string part in parts[..^1])
        {
            found = part.Contains('*', StringComparison.Ordinal)
                ? found.SelectMany(parent => Directory.GetDirectories(parent, part))
                : found.Select(parent => System.IO.Path.GetFullPath(System.IO.Path.Join(parent, part)));
        }

        return found.Where(parent => !parts[^1].Contains('*', StringComparison.Ordinal) || Directory.EnumerateFiles(parent, parts[^1]).Any())
            .Select(Repository.Relative);
    }
}
