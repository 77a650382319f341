using Google.Protobuf;
using Google.Protobuf.Reflection;
using PluginHost.Proto.Types;

namespace Proto.Tests;

/// <summary>What has to hold for the compiled files whatever the tables say.</summary>
public sealed class DescriptorTests
{
    [Fact]
    public void Every_file_loads_once()
    {
        Assert.NotEmpty(CompiledFiles.All);
        Assert.Equal(CompiledFiles.All.Count, CompiledFiles.All.Select(file => file.Name).Distinct().Count());
    }

    [Fact]
    public void No_full_name_is_used_twice()
    {
        IEnumerable<string> names = CompiledFiles.All.SelectMany(file => CompiledFiles.Messages(file).Select(message => message.FullName)
            .Concat(CompiledFiles.Enums(file).Select(enumeration => enumeration.FullName))
            .Concat(file.Services.Select(service => service.FullName)));

        Assert.Empty(names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void Every_message_reads_what_it_writes()
    {
        foreach (MessageDescriptor message in CompiledFiles.All.SelectMany(CompiledFiles.Messages))
        {
            IMessage empty = message.Parser.ParseFrom(ByteString.Empty);

            Assert.Same(message, empty.Descriptor);
            Assert.Equal(0, empty.CalculateSize());
        }
    }

    [Fact]
    public void The_message_named_descriptor_is_written_with_its_numbers()
    {
        Descriptor descriptor = new() { MediaType = "m", Digest = "d", Size = 3, Annotations = { ["k"] = "v" } };

        Assert.Equal("0A016D12016418032A060A016B120176", Convert.ToHexString(descriptor.ToByteArray()));
        Assert.Equal(descriptor, Descriptor.Parser.ParseFrom(descriptor.ToByteArray()));
        Assert.Equal("containerd.types.Descriptor", Descriptor.Descriptor_.FullName);
    }

    [Fact]
    public void Unknown_fields_survive_a_round_trip()
    {
        byte[] later = Convert.FromHexString("0A016DFA3F0178");

        Assert.Equal(later, Descriptor.Parser.ParseFrom(later).ToByteArray());
    }
}
