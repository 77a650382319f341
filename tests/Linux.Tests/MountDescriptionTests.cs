using System.Text;
using PluginHost.Linux.Mounting;

namespace Linux.Tests;

public sealed class MountDescriptionTests
{
    [Fact]
    public void Options_are_sorted_into_flags_and_data()
    {
        MountOptions options = MountOptions.Parse(["ro", "rbind", "nodev", "dev", "defaults", "rprivate", "lowerdir=/a:/b", "index=off"]);

        Assert.Equal(MountFlags.MS_RDONLY | MountFlags.MS_BIND | MountFlags.MS_REC, options.Flags);
        Assert.Equal("defaults,rprivate,lowerdir=/a:/b,index=off", options.JoinedData);
    }

    [Fact]
    public void Options_with_a_meaning_of_their_own_are_neither_flags_nor_data()
    {
        MountOptions options = MountOptions.Parse(["loop", "direct-io", "uidmap=0:1:2", "gidmap=3:4:5"]);

        Assert.Equal((true, true, "0:1:2", "3:4:5"), (options.Loop, options.DirectIo, options.UidMap, options.GidMap));
        Assert.Empty(options.Data);
        Assert.Equal(MountFlags.None, options.Flags);
    }

    [Fact]
    public void An_overlay_becomes_read_only_by_putting_its_upper_on_the_lowers()
    {
        MountEntry[] mounts =
        [
            new("overlay", "overlay", "", ["uidmap=0:1:1", "gidmap=0:1:1", "workdir=/w", "upperdir=/u", "lowerdir=/2:/1", "index=off"]),
            new("bind", "/s", "", ["rw", "rbind"]),
        ];

        IReadOnlyList<MountEntry> result = MountConversions.AsReadOnly(mounts);

        Assert.Equal(["lowerdir=/u:/2:/1", "index=off"], result[0].Options);
        Assert.Equal(["rbind", "ro"], result[1].Options);
        Assert.Equal(6, mounts[0].Options.Count);
    }

    [Fact]
    public void Volatile_is_removed_from_overlays_only()
    {
        MountEntry[] mounts = [new("overlay", "o", "", ["volatile", "lowerdir=/a", "fsync=volatile"]), new("x", "y", "", ["volatile"])];

        IReadOnlyList<MountEntry> result = MountConversions.WithoutVolatile(mounts);

        Assert.Equal(["lowerdir=/a"], result[0].Options);
        Assert.Equal(["volatile"], result[1].Options);
        Assert.Equal(3, mounts[0].Options.Count);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("/snapshots/1/fs|/snapshots/12/fs", "/snapshots/1")]
    [InlineData("/a|b", "")]
    public void The_longest_common_prefix_is_found(string texts, string prefix)
        => Assert.Equal(prefix, OverlayLowerdirs.LongestCommonPrefix(texts.Split('|')));

    [Theory]
    [InlineData("lowerdir=/s/1/fs", "/s/1", "lowerdir=fs")]
    [InlineData("lowerdir=/s/1/fs:/s/2/fs", "/s", "lowerdir=1/fs:2/fs")]
    [InlineData("lowerdir=/s/11/fs:/s/12/fs:/s/13/fs", "/s", "lowerdir=11/fs:12/fs:13/fs")]
    public void Lower_directories_are_shortened_to_their_common_directory(string option, string directory, string expected)
    {
        OverlayLowerdirs? compact = OverlayLowerdirs.CompactAlways(["workdir=/w", option]);

        Assert.Equal((directory, $"workdir=/w|{expected}"), (compact?.Directory, string.Join('|', compact?.Options ?? [])));
    }

    [Theory]
    [InlineData("workdir=/w")]
    [InlineData("lowerdir=/a/fs:/b/fs")]
    [InlineData("lowerdir=./a:./b")]
    [InlineData("lowerdir=a:b")]
    public void Lower_directories_without_a_useful_common_directory_stay(string option)
        => Assert.Null(OverlayLowerdirs.CompactAlways([option]));

    [Fact]
    public void Short_options_are_not_compacted()
        => Assert.Null(OverlayLowerdirs.Compact(["lowerdir=/s/1/fs:/s/2/fs"], 4096));

    [Fact]
    public void A_mount_line_is_read_field_by_field()
    {
        const string line = @"36 35 98:0 /mnt\0401 /mnt2\011x rw,noatime shared:1 master:2 - ext3 /dev/ro\134ot rw,errors=continue";

        Assert.True(MountTable.TryParse(Encoding.UTF8.GetBytes(line), out MountInfo? mount));
        Assert.Equal(
            new MountInfo(36, 35, new DeviceNumber(98, 0), "/mnt 1", "/mnt2\tx", "rw,noatime", "shared:1 master:2", "ext3", @"/dev/ro\ot", "rw,errors=continue"),
            mount);
    }

    [Fact]
    public void A_mount_line_may_lack_optional_fields_and_a_source()
    {
        Assert.True(MountTable.TryParse("1 0 0:3 / /x rw - tmpfs  rw"u8, out MountInfo? mount));
        Assert.Equal(("", "tmpfs", "", "rw"), (mount.OptionalFields, mount.FileSystemType, mount.Source, mount.SuperOptions));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x 35 98:0 / / rw - ext3 a b")]
    [InlineData("36 35 98 / / rw - ext3 a b")]
    [InlineData("36 35 98:0 / / rw ext3 a b")]
    [InlineData("36 35 98:0 - ext3 a b")]
    public void A_bad_mount_line_is_no_mount(string line)
        => Assert.False(MountTable.TryParse(Encoding.UTF8.GetBytes(line), out _));

    [Fact]
    public void The_mount_of_a_path_has_the_longest_mount_point()
    {
        using TempDirectory temp = new();
        string table = temp.MakeFile("mountinfo", "1 0 8:1 / / rw - ext4 a rw\n2 1 8:2 / /var rw - ext4 b rw\n3 2 8:3 / /var rw - ext4 c rw\n");

        Assert.Equal(3, MountTable.Lookup("/var/lib", table).Id);
        Assert.Equal(1, MountTable.Lookup("/variable", table).Id);
    }

    [Fact]
    public void A_table_with_a_bad_line_is_an_error_that_shows_it()
    {
        using TempDirectory temp = new();
        string table = temp.MakeFile("mountinfo", "1 0 8:1 / / rw - ext4 a rw\nnonsense\n");

        Assert.Contains("nonsense", Assert.Throws<InvalidDataException>(() => MountTable.Read(table)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_own_mounts_can_be_read()
        => Assert.Contains(MountTable.Read(), mount => mount.MountPoint == "/");

    [Theory]
    [InlineData("         0          0 4294967295\n", true)]
    [InlineData("0 1000 1\n", false)]
    [InlineData("0 0 4294967295\n1 1 1\n", false)]
    public void The_first_user_namespace_maps_everything(string map, bool expected)
        => Assert.Equal(expected, UserNamespace.IsInitial(map));

    [Fact]
    public void Id_maps_become_lines()
        => Assert.Equal("0 1000 1\n1 5 6\n", UserNamespace.ParseMap("0:1000:1,1:5:6"));

    [Fact]
    public void The_arguments_of_a_fuse_program_follow_its_convention()
        => Assert.Equal(
            ["src", "/t", "-o", "a", "-o", "b=c", "-t", "sshfs"],
            FuseProgram.Arguments(new MountEntry("fuse3.sshfs", "src", "", ["a", "b=c"]), "/t"));
}
