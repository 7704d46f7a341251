package feedback

import (
	"cmp"
	"slices"
)

// ListSchema is the schema of a List.
const ListSchema = "kumite.feedback-list/1"

// List holds the complaints of a folder and how many there are of each sort.
type List struct {
	Schema     string     `json:"schema"`
	Complaints []Numbered `json:"complaints"`
	Groups     []Group    `json:"groups"` // the most frequent first
	Dir        string     `json:"-"`
}

// Numbered is a complaint with its number, which other commands take.
type Numbered struct {
	Number int `json:"number"`
	Complaint
}

// Group counts the complaints of one kind about one skill of one model.
type Group struct {
	Kind        Kind   `json:"kind"`
	Skill       string `json:"skill,omitempty"`
	Contestant  string `json:"contestant"`
	ModelSHA256 string `json:"model_sha256,omitempty"`
	Count       int    `json:"count"`
	Numbers     []int  `json:"numbers"`
}

// ReadList reads and groups the complaints of a folder, as Read does.
func ReadList(dir string) (*List, error) {
	all, err := Read(dir)
	if err != nil {
		return nil, err
	}
	l := &List{Schema: ListSchema, Complaints: []Numbered{}, Groups: []Group{}, Dir: dir}
	type sort struct {
		kind              Kind
		skill, who, model string
	}
	at := map[sort]int{}
	for _, c := range all {
		l.Complaints = append(l.Complaints, Numbered{c.Number, c})
		key := sort{c.Kind, c.Skill, c.Contestant, c.ModelSHA256}
		i, ok := at[key]
		if !ok {
			i = len(l.Groups)
			at[key] = i
			l.Groups = append(l.Groups, Group{Kind: c.Kind, Skill: c.Skill, Contestant: c.Contestant, ModelSHA256: c.ModelSHA256})
		}
		l.Groups[i].Count++
		l.Groups[i].Numbers = append(l.Groups[i].Numbers, c.Number)
	}
	slices.SortStableFunc(l.Groups, func(a, b Group) int { return cmp.Compare(b.Count, a.Count) })
	return l, nil
}

// Find returns the complaint with a number.
func (l *List) Find(number int) (*Complaint, bool) {
	if number < 1 || number > len(l.Complaints) {
		return nil, false
	}
	c := &l.Complaints[number-1].Complaint
	return c, true
}
