using PluginHost.Testing;

namespace Vendor.Tests.Page;

/// <summary>The home directory of somebody who has cloned and built this repository, and nothing else.</summary>
internal static class VendorHome
{
    private static readonly string[] Folders = ["abstractions", "lib/linux", "lib/oci", "samples", "scripts", "tests/Conformance"];

    public static void Create(string home)
    {
        PackageFeed.Create(home);
        string checkout = Path.Join(home, "pluginhost");
        foreach (string file in Directory.EnumerateFiles(RepositoryRoot.Path).Where(file => Path.GetFileName(file) is not ".git"))
        {
            Copy(file, Path.Join(checkout, Path.GetFileName(file)));
        }

        foreach (string folder in Folders)
        {
            CopyTree(RepositoryRoot.At(folder), Path.Join(checkout, folder));
        }

        string bin = Path.GetDirectoryName(Path.GetFullPath(Tools.Get(Tools.PluginHost)))!;
        Directory.CreateSymbolicLink(Path.Join(checkout, "out"), Path.GetDirectoryName(bin)!);
    }

    // What a clone has: not what was built, and no packages of an earlier try.
    private static void CopyTree(string source, string target)
    {
        foreach (string file in Directory.EnumerateFiles(source))
        {
            Copy(file, Path.Join(target, Path.GetFileName(file)));
        }

        foreach (string child in Directory.EnumerateDirectories(source).Where(child => Path.GetFileName(child) is not ("bin" or "obj" or "packages")))
        {
            CopyTree(child, Path.Join(target, Path.GetFileName(child)));
        }
    }

    private static void Copy(string source, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(source, target);
    }
}
