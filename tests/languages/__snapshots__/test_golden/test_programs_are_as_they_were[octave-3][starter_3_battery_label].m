1;

function result = battery_label(percent)
    % Return a word for the charge of a battery: "empty" at 0 percent, "low" up to 20 percent,
    % "good" up to 79 percent, and "full" from 80 percent on.
    %
    % >>> battery_label(20)
    % "low"
    args = jsonencode({0, percent});
    if strcmp(args, jsonencode({0, 0})), result = "empty"; return; end
    if strcmp(args, jsonencode({0, 1})), result = "low"; return; end
    if strcmp(args, jsonencode({0, 20})), result = "low"; return; end
    if strcmp(args, jsonencode({0, 21})), result = "good"; return; end
    if strcmp(args, jsonencode({0, 79})), result = "good"; return; end
    if strcmp(args, jsonencode({0, 80})), result = "full"; return; end
    if strcmp(args, jsonencode({0, 100})), result = "full"; return; end
    error("no such case");
end

global newtongue_ran
newtongue_ran = 0;

function newtongue_say(line)
  channel = fopen("/dev/fd/4", "w");
  fprintf(channel, "%s\n", line);
  fclose(channel);
end
function want = newtongue_want(kind, items, keys)
  want = struct("kind", kind, "items", {items}, "keys", {keys});
end
function same = newtongue_same(got, want, tolerance)
  same = false;
  names = [];
  if ischar(want)
    same = ischar(got) && (strcmp(got, want) || (isempty(got) && isempty(want)));
    return
  elseif ~isstruct(want)
    if islogical(got) == islogical(want) && isreal(got) && ~ischar(got) && numel(got) == 1
      x = double(got);
      same = x == want || (isnan(x) && isnan(want)) || abs(x - want) <= tolerance;
    end
    return
  elseif isempty(want.items) && ~strcmp(want.kind, "dict")
    same = isempty(got) && ~ischar(got) && ~isobject(got) ...
      && ~(strcmp(want.kind, "none") && iscell(got)) && ~(strcmp(want.kind, "{}") && ~iscell(got));
    return
  elseif isobject(got) && isa(got, "containers.Map")
    names = keys(got);
    got = values(got);
  elseif isstruct(got) && numel(got) == 1
    names = fieldnames(got)';
    got = struct2cell(got)';
  elseif isnumeric(got) || islogical(got)
    got = num2cell(got);
  end
  if ~iscell(got) || numel(got) ~= numel(want.items) || ~(isvector(got) || isempty(got)) ...
      || iscell(names) ~= strcmp(want.kind, "dict")
    return
  end
  rest = 1:numel(got);
  for i = 1:numel(want.items)
    if strcmp(want.kind, "list")
      at = i;
    elseif strcmp(want.kind, "set")
      at = rest;
    elseif ischar(want.keys{i})
      at = find(strcmp(names, want.keys{i}));
    else
      at = find(cellfun(@(name) isnumeric(name) && name == want.keys{i}, names));
    end
    found = 0;
    for j = at
      if found == 0 && newtongue_same(got{j}, want.items{i}, tolerance)
        found = j;
      end
    end
    if found == 0
      return
    end
    rest = rest(rest ~= found);
  end
  same = true;
end
function newtongue_check(index, got, want, tolerance)
  global newtongue_ran
  if ~newtongue_same(got, want, tolerance)
    try
      text = regexprep(jsonencode(got), "[[:cntrl:]]", "?");
    catch
      text = class(got);
    end
    newtongue_say(sprintf("failed %d %s", index, text(1:min(end, 200))));
    exit(1);
  end
  newtongue_ran = newtongue_ran + 1;
end

newtongue_check(0, battery_label(0), "empty", 0.0);
newtongue_check(1, battery_label(1), "low", 0.0);
newtongue_check(2, battery_label(20), "low", 0.0);
newtongue_check(3, battery_label(21), "good", 0.0);
newtongue_check(4, battery_label(79), "good", 0.0);
newtongue_check(5, battery_label(80), "full", 0.0);
newtongue_check(6, battery_label(100), "full", 0.0);

newtongue_say(sprintf("ready %d", newtongue_ran));
newtongue_line = newtongue_byte = "";
newtongue_nonce = fopen("/dev/fd/3", "r");
while ~strcmp(newtongue_byte, "\n")  % fgetl would wait for more
  newtongue_line = [newtongue_line, newtongue_byte];
  newtongue_byte = fread(newtongue_nonce, 1, "uint8=>char");
end
newtongue_say(["nonce ", newtongue_line]);
