namespace Host.Tests.Support;

/// <summary>A private plugin directory that gets copies of the built test plugins.</summary>
internal sealed class VendorPlugins(string directory)
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode DirectoryMode = FileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public string Directory { get; } = Make(directory);

    /// <summary>Where the build of the tests put the plugins.</summary>
    public static string Built(string name) => Path.Combine(AppContext.BaseDirectory, "vendor-plugins", name + ".dll");

    /// <summary>Into a folder of its own.</summary>
    public VendorPlugins AddFolder(string folder, params string[] assemblies)
    {
        string target = Make(Path.Combine(Directory, folder));
        foreach (string assembly in assemblies)
        {
            Copy(assembly, target);
        }

        return this;
    }

    /// <summary>Into the plugin directory itself.</summary>
    public VendorPlugins AddFile(string assembly)
    {
        Copy(assembly, Directory);
        return this;
    }

    public VendorPlugins AddText(string name, string text)
    {
        string path = Path.Combine(Directory, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, FileMode);
        return this;
    }

    private static void Copy(string assembly, string target)
    {
        string path = Path.Combine(target, assembly + ".dll");
        File.Copy(Built(assembly), path);
        File.SetUnixFileMode(path, FileMode);
    }

    private static string Make(string path)
    {
        System.IO.Directory.CreateDirectory(path, DirectoryMode);
        File.SetUnixFileMode(path, DirectoryMode);
        return path;
    }
}
