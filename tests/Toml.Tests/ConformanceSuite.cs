namespace Toml.Tests;

/// <summary>The public toml-test suite, beside the repository: cases of TOML 1.0.0.</summary>
internal static class ConformanceSuite
{
    public static string? Directory { get; } = Find();

    public static string MissingReason => "the toml-test suite is not there: expected it at ../shared/toml-test beside the repository";

    public static TheoryData<string> Cases(string folder)
    {
        TheoryData<string> cases = [];
        if (Directory is not null)
        {
            foreach (string line in File.ReadLines(Path.Combine(Directory, "files-toml-1.0.0")))
            {
                if (line.StartsWith(folder + "/", StringComparison.Ordinal) && line.EndsWith(".toml", StringComparison.Ordinal))
                {
                    cases.Add(line);
                }
            }
        }

        return cases;
    }

    public static byte[] Read(string path) => File.ReadAllBytes(Path.Combine(Directory!, path));

    private static string? Find()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Directory.Build.props")))
        {
            root = root.Parent;
        }

        string? suite = root?.Parent is null ? null : Path.Combine(root.Parent.FullName, "shared", "toml-test");
        return System.IO.Directory.Exists(suite) ? suite : null;
    }
}
