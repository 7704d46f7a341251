package policy

import "math"

// CatalogSchema names the JSON form of a Catalog.
const CatalogSchema = "kumite.decoders/1"

// Catalog describes all decoders, their settings, and the settings that every
// decoder has.
type Catalog struct {
	Schema   string          `json:"schema"`
	Decoders []CatalogEntry  `json:"decoders"`
	Wrappers []SettingEntry  `json:"wrappers"` // settings of every decoder
	Masks    map[Mask]string `json:"masks"`
}

// CatalogEntry describes a decoder.
type CatalogEntry struct {
	Name     string         `json:"name"`
	About    string         `json:"about"`
	Settings []SettingEntry `json:"settings"`
}

// SettingEntry describes a setting. Default is null if the setting is required or a
// text; Min and Max are null if it is a text.
type SettingEntry struct {
	Name     string   `json:"name"`
	About    string   `json:"about"`
	Default  *float64 `json:"default"`
	Min      *float64 `json:"min"`
	Max      *float64 `json:"max"`
	Required bool     `json:"-"`
}

// NewCatalog returns the catalog of Kinds, Wrappers and the masks.
func NewCatalog() Catalog {
	c := Catalog{Schema: CatalogSchema, Wrappers: settingEntries(Wrappers()), Masks: map[Mask]string{
		MaskToNoop: "a chosen skill that is not available becomes no_action; the default",
		MaskRenorm: "choose among the available skills only; with logit adjustment it tends to the rarest",
		MaskOff:    "send it all the same",
	}}
	for _, k := range Kinds() {
		c.Decoders = append(c.Decoders, CatalogEntry{k.Name, k.About, settingEntries(k.Settings)})
	}
	return c
}

func settingEntries(all []Setting) []SettingEntry {
	entries := []SettingEntry{} // no settings are [], not null
	for _, s := range all {
		e := SettingEntry{Name: s.Name, About: s.About, Required: math.IsNaN(s.Default)}
		if s.Form != Text {
			e.Min, e.Max = &s.Min, &s.Max
			if !e.Required {
				e.Default = &s.Default
			}
		}
		entries = append(entries, e)
	}
	return entries
}
