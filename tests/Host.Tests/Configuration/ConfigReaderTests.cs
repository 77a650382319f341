using Host.Tests.Support;
using PluginHost.Host.Configuration;

namespace Host.Tests.Configuration;

public sealed class ConfigReaderTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly CapturedLog _log = new();

    [Fact]
    public void Imports_are_read_breadth_first_sorted_and_once()
    {
        string main = _directory.Write("main.toml", "version = 4\nimports = ['conf.d/*.toml', 'other.toml', 'main.toml']");
        _directory.Write("conf.d/b.toml", "version = 4");
        _directory.Write("conf.d/a.toml", "version = 4\nimports = ['../deep.toml', 'b.toml']");
        _directory.Write("conf.d/c.txt", "not = toml = at all");
        _directory.Write("other.toml", "version = 4");
        _directory.Write("deep.toml", "version = 4");

        Assert.Equal(["main.toml", "a.toml", "b.toml", "other.toml", "deep.toml"], Read(main).Select(file => Path.GetFileName(file.Path)));
    }

    [Fact]
    public void A_pattern_that_matches_nothing_is_fine()
        => Assert.Single(Read(_directory.Write("main.toml", "imports = ['nothing.d/*.toml']")));

    [Fact]
    public void A_missing_import_is_an_error_that_names_who_wanted_it()
    {
        string main = _directory.Write("main.toml", "imports = ['gone.toml']");

        Assert.Equal($"open {_directory.In("gone.toml")}: no such file or directory (imported by {main})", Fault(main));
    }

    [Fact]
    public void A_missing_import_is_passed_over_where_the_files_are_only_printed()
        => Assert.Single(new ConfigReader(_log.Logger).Read(_directory.Write("main.toml", "imports = ['gone.toml']"), missingIsFault: false));

    [Fact]
    public void A_directory_is_no_file()
    {
        string main = _directory.Write("main.toml", "imports = ['.']");

        Assert.Equal($"failed to unmarshal TOML: toml: read {_directory.Path}: is a directory (imported by {main})", Fault(main));
    }

    [Fact]
    public void A_syntax_error_names_file_row_and_column()
    {
        string main = _directory.Write("main.toml", "version = 4\nroot = \"/x\n");

        string fault = Fault(main);

        Assert.StartsWith($"failed to load TOML from {main}: failed to unmarshal TOML at row 2 column 11: toml: ", fault, StringComparison.Ordinal);
        Assert.Contains("level=error msg=\"Failure unmarshaling TOML\" column=11", _log.Text, StringComparison.Ordinal);
        Assert.Contains($"file={main} row=2", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_type_names_file_row_and_key()
    {
        string main = _directory.Write("main.toml", "version = 4\nroot = 5");

        Assert.Equal(
            $"failed to load TOML from {main}: failed to unmarshal TOML at row 2 column 8: toml: "
            + "cannot decode TOML integer into a value of type string (key root)",
            Fault(main));
    }

    [Fact]
    public void An_unknown_key_is_a_warning_with_file_row_and_key()
    {
        string main = _directory.Write("main.toml", "version = 4\n[debug]\nbogus = 1");

        Read(main);

        Assert.EndsWith(
            "level=warning msg=\"Ignoring unknown key in TOML\" column=1 error=\"strict mode: fields in the document are missing in the "
            + $"target struct\" file={main} key=\"debug bogus\" row=3",
            Assert.Single(_log.Lines),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_from_the_future_is_refused()
    {
        string main = _directory.Write("main.toml", "version = 5");

        Assert.Equal(
            $"failed to load TOML from {main}: expected containerd config version equal to or less than `4`, got `5` (key version)", Fault(main));
    }

    [Fact]
    public void A_drop_in_may_not_be_newer_than_the_file_that_imports_it()
    {
        string main = _directory.Write("main.toml", "version = 3\nimports = ['new.toml']");
        string newer = _directory.Write("new.toml", "version = 4");

        Assert.Equal(
            $"failed to load TOML from {newer}: drop-in config version 4 higher than root config version 3 of {main}", Fault(main));
    }

    public void Dispose()
    {
        _directory.Dispose();
        _log.Dispose();
    }

    private IReadOnlyList<ConfigFile> Read(string path) => new ConfigReader(_log.Logger).Read(path, missingIsFault: true);

    private string Fault(string path) => Assert.Throws<ConfigException>(() => Read(path)).Message;
}
