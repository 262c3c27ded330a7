// The tag section.
namespace NanoWasm.Binary;

/// <content>Tags (specification 5.5.8).</content>
internal unsafe partial struct ModuleParser
{
    private readonly void ParseTags()
    {
        int count = _reader->ReadCount(ImplementationLimits.Tags, LimitedItem.Tags, _module->Tags.Count);
        for (int i = 0; i < count && !_reader->Failed; i++)
        {
            ParseTag();
        }
    }

    /// <summary>Reads a tag's type and adds the tag.</summary>
    private readonly void ParseTag()
    {
        byte* at = _reader->Position;
        if (!_reader->Require(WasmFeatures.Exceptions, at))
        {
            return;
        }

        byte attribute = _reader->ReadByte();
        if (attribute != 0)
        {
            _reader->Fail(ErrorCode.TagAttribute, at, attribute);
            return;
        }

        at = _reader->Position;
        int type = _reader->ReadTypeIndex();
        if (_reader->Failed || _module->Types[type].Kind != TypeKind.Function)
        {
            _reader->Fail(ErrorCode.NoFunctionType, at, (ulong)type);
            return;
        }

        if (_module->Types[type].ResultCount != 0)
        {
            _reader->Fail(ErrorCode.TagResults, at, (ulong)type);
            return;
        }

        Keep(_module->Tags.Add(new TagTypeData { TypeIndex = (uint)type }));
    }
}
